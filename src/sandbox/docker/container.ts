import { randomBytes } from 'node:crypto'
import { Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { finished } from 'node:stream/promises'
import type Docker from 'dockerode'
import { CapuchinError, messageOf } from '../../std/index.ts'
import { plainBash } from '../patch/tools.ts'
import type { SandboxLimits } from '../sandbox.ts'
import type { ShellHost, ShellLink, ShellSink } from '../shell/shell.ts'

export interface ContainerOptions {
  readonly image: string
  readonly limits: SandboxLimits
  readonly network: boolean
  readonly labels: Record<string, string>
}

/** Input files lie here, outside of any checkout. */
const inputFolder = '/run/capuchin'

/** The first process: waits, reaps what others leave, and cannot be killed from inside. */
const idle = 'mkdir -p /run/capuchin; while :; do sleep 3600 & wait $!; done'

/** Starts an idle container without network (unless asked), capabilities or a way to gain any. */
export async function startContainer(docker: Docker, options: ContainerOptions): Promise<Docker.Container> {
  const { limits } = options
  const container = await docker
    .createContainer({
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
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges'],
        Ulimits: [
          { Name: 'fsize', Soft: limits.diskBytes, Hard: limits.diskBytes },
          { Name: 'core', Soft: 0, Hard: 0 },
        ],
      },
    })
    .catch((cause: unknown) => {
      throw new CapuchinError(
        'sandbox/start',
        `cannot create a container of ${options.image}: ${messageOf(cause)}`,
        {
          cause,
          hint: `pull or build the image first: docker pull ${options.image}`,
        },
      )
    })
  try {
    await container.start()
    return container
  } catch (cause) {
    await removeContainer(container)
    throw new CapuchinError('sandbox/start', `cannot start a container: ${messageOf(cause)}`, { cause })
  }
}

/** Kills and removes at once; a container that is gone already is no error. */
export async function removeContainer(container: Docker.Container): Promise<void> {
  await container.remove({ force: true, v: true }).catch((error: unknown) => {
    if (!(error instanceof Error && 'statusCode' in error && error.statusCode === 404)) throw error
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
    start: () => startShell(container, env),
    putInput: async (bytes) => {
      const name = randomBytes(8).toString('hex')
      await container.putArchive(await archiveOf(name, bytes), { path: inputFolder })
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
    .then(async () => {
      const state = await exec.inspect().catch(() => null)
      return state?.ExitCode ?? 137
    })
  return {
    write: (text) => void stream.write(text),
    listen: (next) => (sink = next),
    exited,
    said: () => said,
    kill: () => void runDetached(container, killAll).catch(() => stream.destroy()),
  }
}

async function runDetached(container: Docker.Container, command: string): Promise<void> {
  const exec = await container.exec({ Cmd: [...plainBash, '-c', command] })
  await exec.start({ Detach: true })
}

async function archiveOf(name: string, bytes: Uint8Array): Promise<Buffer> {
  const { pack } = await import('tar-stream')
  const archive = pack()
  archive.entry({ name, mode: 0o444 }, Buffer.from(bytes))
  archive.finalize()
  return buffer(archive)
}
