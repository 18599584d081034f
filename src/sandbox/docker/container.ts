import { randomBytes } from 'node:crypto'
import { Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { finished } from 'node:stream/promises'
import type Docker from 'dockerode'
import { CapuchinError, sleep } from '../../std/index.ts'
import { plainBash } from '../patch/tools.ts'
import type { SandboxLimits } from '../sandbox.ts'
import type { ShellHost, ShellLink, ShellSink } from '../shell/shell.ts'
import { engineError, statusOf } from './engine.ts'

export interface ContainerOptions {
  readonly image: string
  readonly limits: SandboxLimits
  readonly network: boolean
  readonly labels: Record<string, string>
  readonly privileges: Privileges
}

/** What root may do in a container; see `privilegeSettings`. */
export type Privileges = 'none' | 'usual' | 'browsers'

/**
 * `none` is for projects of users: no capability, and no way to gain any. Images of SWE-bench expect the `usual` ones of
 * an engine: without them root cannot give files away (chown), become somebody else (`su nonroot`, for tests that
 * refuse root), read what others closed, or end others' processes, so that tests end otherwise than they should.
 * Programs that gain rights by being run (setuid) are of no use to root, and stay without. `browsers` adds what
 * Chromium makes its own sandbox with, as SWE-bench 5 does; it may mount, and is nearer to the host than the others.
 */
const privilegeSettings: Readonly<Record<Privileges, Docker.HostConfig>> = {
  none: { CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges'] },
  usual: { SecurityOpt: ['no-new-privileges'] },
  browsers: { CapAdd: ['SYS_ADMIN'] },
}

/** Input files lie here, outside of any checkout. */
const inputFolder = '/run/capuchin'

/** The first process: waits, reaps what others leave, and cannot be killed from inside. */
const idle = 'mkdir -p /run/capuchin; while :; do sleep 3600 & wait $!; done'

/** Starts an idle container, without network unless asked. */
export async function startContainer(docker: Docker, options: ContainerOptions): Promise<Docker.Container> {
  const { limits } = options
  const container = await docker
    .createContainer({
      name: `capuchin-${randomBytes(8).toString('hex')}`,
      Image: options.image,
      Entrypoint: [],
      Cmd: [...plainBash, '-c', idle],
      User: '0:0',
      Labels: options.labels,
      HostConfig: {
        NetworkMode: options.network ? 'default' : 'none',
        Memory: limits.memoryBytes,
        MemorySwap: limits.memoryBytes,
        PidsLimit: limits.processes,
        ShmSize: Math.min(limits.diskBytes, 64 * 1024 ** 2),
        ...privilegeSettings[options.privileges],
        Ulimits: [
          { Name: 'fsize', Soft: limits.diskBytes, Hard: limits.diskBytes },
          { Name: 'core', Soft: 0, Hard: 0 },
        ],
      },
    })
    .catch((cause: unknown) => {
      if (statusOf(cause) !== 404) throw engineError(cause, `create a container of ${options.image}`)
      throw noImage(options.image, cause)
    })
  try {
    await container.start()
    if (options.network) await assertNetwork(container)
    return container
  } catch (cause) {
    await removeContainer(container).catch(() => undefined)
    throw engineError(cause, `start a container of ${options.image}`)
  }
}

/** An engine without a bridge starts the container all the same, and without a network. */
async function assertNetwork(container: Docker.Container): Promise<void> {
  const { NetworkSettings } = await container.inspect()
  const joined = Object.entries(NetworkSettings.Networks).filter(([, { NetworkID }]) => NetworkID !== '')
  if (joined.some(([name]) => name !== 'none')) return
  throw new CapuchinError('sandbox/no-network', 'this container engine has no network for containers', {
    hint: 'start it with a bridge network, or go without --network',
  })
}

export function noImage(image: string, cause: unknown): CapuchinError {
  return new CapuchinError('sandbox/no-image', `the engine has no image ${image}`, {
    cause,
    hint: `pull or build it first: docker pull ${image}`,
  })
}

/** Kills and removes at once; a container that is gone already is no error. */
export async function removeContainer(container: Docker.Container): Promise<void> {
  await container.remove({ force: true, v: true }).catch((error: unknown) => {
    // 409: somebody else is removing it.
    if (![404, 409].includes(statusOf(error) ?? 0)) throw engineError(error, 'remove a container')
  })
}

/** Kills every process of a container but its first. */
const killAll = 'kill -9 -1'

/** A shell in a container over one hijacked exec: a command costs no round trip to the engine. */
export function createContainerHost(
  container: Docker.Container,
  env: Readonly<Record<string, string>>,
): ShellHost {
  return {
    start: () =>
      startShell(container, env).catch((cause: unknown) => {
        throw lostOr(cause, 'start a shell in a container')
      }),
    putInput: async (bytes) => {
      const name = randomBytes(8).toString('hex')
      await container
        .putArchive(await archiveOf(name, bytes), { path: inputFolder })
        .catch((cause: unknown) => {
          throw lostOr(cause, 'copy a file into a container')
        })
      return { path: `${inputFolder}/${name}`, remove: () => Promise.resolve() }
    },
  }
}

async function startShell(
  container: Docker.Container,
  env: Readonly<Record<string, string>>,
): Promise<ShellLink> {
  const wrapper = `bash --noprofile --norc; code=$?; ${killAll}; exit $code`
  const exec = await container.exec({
    Cmd: ['bash', '--noprofile', '--norc', '-c', wrapper],
    Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
  })
  const stream = await exec.start({ hijack: true, stdin: true })
  let sink: ShellSink | null = null
  let said = ''
  const toSink = (name: keyof ShellSink): Writable =>
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        if (name === 'stderr' && said.length < 2000) said += chunk.toString('utf8')
        sink?.[name](chunk)
        done()
      },
    })
  container.modem.demuxStream(stream, toSink('stdout'), toSink('stderr'))
  const exited = finished(stream, { writable: false })
    .catch(() => undefined)
    .then(() => exitCodeOf(container, exec))
  return {
    write: (text) => void stream.write(text),
    listen: (next) => (sink = next),
    exited,
    said: () => said,
    kill: () => void runDetached(container, killAll).catch(() => stream.destroy()),
  }
}

/**
 * How a shell ended. Nothing inside can end a container's first process: where the container is gone too, or the engine
 * does not answer, it was not the command's doing.
 */
async function exitCodeOf(container: Docker.Container, exec: Docker.Exec): Promise<number> {
  try {
    const { ExitCode } = await exec.inspect()
    const isKilled = ExitCode === null || ExitCode === 137
    // A container that is being ended counts as running for a while after its processes have gone.
    for (let waited = 0; ; waited += 100) {
      const { State } = await container.inspect()
      if (!State.Running)
        throw lost(State.OOMKilled ? 'its memory limit ended all of it' : 'it was ended from outside')
      if (!isKilled || waited >= 1_000) return ExitCode ?? 137
      await sleep(100)
    }
  } catch (cause) {
    throw cause instanceof CapuchinError ? cause : lost('the engine has stopped or removed it', cause)
  }
}

function lost(why: string, cause?: unknown): CapuchinError {
  return new CapuchinError('sandbox/lost', `the container is gone while a command ran: ${why}`, {
    cause,
    hint: 'look at the log of the container engine',
  })
}

/** 404 and 409 are said of containers that are removed or have stopped. */
function lostOr(cause: unknown, doing: string): CapuchinError {
  return [404, 409].includes(statusOf(cause) ?? 0)
    ? lost('it was ended from outside', cause)
    : engineError(cause, doing)
}

async function runDetached(container: Docker.Container, command: string): Promise<void> {
  const exec = await container.exec({ Cmd: [...plainBash, '-c', command] })
  // An answer that nobody reads keeps the program from ending.
  const answer = await exec.start({ Detach: true })
  answer.resume()
}

async function archiveOf(name: string, bytes: Uint8Array): Promise<Buffer> {
  const { pack } = await import('tar-stream')
  const archive = pack()
  archive.entry({ name, mode: 0o444 }, Buffer.from(bytes))
  archive.finalize()
  return buffer(archive)
}
