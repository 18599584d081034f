import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import Docker from 'dockerode'
import { createTempDir, messageOf, runProcess, sleep, type TempDir } from '../src/std/index.ts'

/** A container engine for tests, with the image that they use. */
export interface TestEngine extends AsyncDisposable {
  readonly socketPath: string | null
  readonly docker: Docker
  readonly image: string
  /** Of the engine's process, where it is our own; null where it is somebody else's. */
  readonly pid: number | null
}

export const testImage = 'capuchin-test'

const defaultSocket = '/var/run/docker.sock'

/**
 * The engine of DOCKER_HOST or of the usual socket; else, as root, one of our own that lives in a temporary folder
 * and ends on disposal. Pulls nothing: the image is packed from programs of this machine.
 */
export async function openTestEngine(): Promise<TestEngine | { readonly skip: string }> {
  try {
    if (process.env['DOCKER_HOST'] !== undefined) return await withImage(new Docker(), null, noEnd)
    if (existsSync(defaultSocket))
      return await withImage(new Docker({ socketPath: defaultSocket }), defaultSocket, noEnd)
    if (process.getuid?.() !== 0) {
      return { skip: 'no container engine: set DOCKER_HOST, or run as root with docker.io installed' }
    }
    return await startOwnEngine()
  } catch (error) {
    return { skip: `no container engine: ${messageOf(error)}; install one with: apt-get install docker.io` }
  }
}

const noEnd = (): Promise<void> => Promise.resolve()

/** An engine that nobody else uses, so that it may be stopped. */
export async function openOwnTestEngine(): Promise<TestEngine | { readonly skip: string }> {
  if (process.getuid?.() !== 0) return { skip: 'an engine of our own needs root' }
  return startOwnEngine().catch((error: unknown) => ({
    skip: `no container engine: ${messageOf(error)}; install one with: apt-get install docker.io`,
  }))
}

async function startOwnEngine(): Promise<TestEngine> {
  const temp = await createTempDir('capuchin-engine-')
  const socketPath = join(temp.path, 'engine.sock')
  const folders = ['--data-root', join(temp.path, 'data'), '--exec-root', join(temp.path, 'exec')]
  const files = ['--host', `unix://${socketPath}`, '--pidfile', join(temp.path, 'pid')]
  const network = ['--iptables=false', '--ip6tables=false', '--bridge=none']
  const daemon = spawn('env', ['dockerd', ...folders, ...files, ...network], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  daemon.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-2000)))
  daemon.on('error', (error) => (said += messageOf(error)))
  const docker = new Docker({ socketPath })
  const end = (): Promise<void> => endEngine(daemon, temp)
  try {
    await waitForEngine(docker, daemon)
    return { ...(await withImage(docker, socketPath, end)), pid: daemon.pid ?? null }
  } catch (error) {
    await end()
    throw new Error(`${messageOf(error)}: ${said.slice(-400)}`, { cause: error })
  }
}

async function waitForEngine(docker: Docker, daemon: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 150; attempt++) {
    if (daemon.exitCode !== null || daemon.signalCode !== null) throw new Error('dockerd ended')
    const answered = await docker.ping().then(
      () => true,
      () => false,
    )
    if (answered) return
    await sleep(100)
  }
  throw new Error('dockerd did not answer within 15 s')
}

async function endEngine(daemon: ChildProcess, temp: TempDir): Promise<void> {
  // A process that a signal ended has no exit code, and does not end again.
  if (daemon.exitCode === null && daemon.signalCode === null && daemon.pid !== undefined) {
    const ended = new Promise<void>((resolve) => daemon.once('exit', () => resolve()))
    daemon.kill('SIGTERM')
    await Promise.race([ended, sleep(10_000).then(() => daemon.kill('SIGKILL'))])
    await ended
  }
  await endHelpers(temp.path)
  // Layers stay mounted for a moment after the engine has gone.
  await runProcess('bash', [
    '-c',
    `grep -o "${temp.path}[^ ]*" /proc/self/mounts | sort -r | xargs -r umount -l`,
  ])
  await temp[Symbol.asyncDispose]()
}

/** An engine that was killed leaves what it had started; all of it names the engine's own folder. */
async function endHelpers(folder: string): Promise<void> {
  for (let round = 0; round < 20; round++) {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
    const lines = await Promise.all(
      pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
    )
    const left = pids.filter((_, index) => lines[index]?.includes(folder))
    if (left.length === 0) return
    for (const pid of left) {
      try {
        process.kill(Number(pid), 'SIGKILL')
      } catch {
        // It has ended by itself.
      }
    }
    await sleep(100)
  }
}

async function withImage(
  docker: Docker,
  socketPath: string | null,
  end: () => Promise<void>,
): Promise<TestEngine> {
  const present = await docker.listImages({ filters: { reference: [testImage] } })
  if (present.length === 0) await importImage(docker)
  return { docker, socketPath, image: testImage, pid: null, [Symbol.asyncDispose]: end }
}

const programs = [
  'bash',
  'sh',
  'git',
  'python3',
  'find',
  'tar',
  'grep',
  'sed',
  'awk',
  'xargs',
  'setsid',
  'hostname',
]

/** Packs host programs, the libraries that `ldd` lists for them, coreutils, and Python's and git's own files. */
async function importImage(docker: Docker): Promise<void> {
  const script = `
set -e
export PATH=/usr/bin:/bin
list() {
  for p in ${programs.join(' ')}; do command -v $p; readlink -f $(command -v $p); done
  dpkg -L coreutils | grep ^/bin/ ; dpkg -L coreutils | grep ^/usr/bin/
  find /usr/lib/git-core -maxdepth 1 -type l -o -maxdepth 1 -name git -o -maxdepth 1 -name git-sh-setup -o -maxdepth 1 -name git-submodule
  find /usr/lib/python3.* -maxdepth 1 -mindepth 1 ! -name test ! -name dist-packages ! -name idlelib
  for p in ${programs.join(' ')} ls sort mv; do ldd $(readlink -f $(command -v $p)) 2>/dev/null; done | grep -o '/[^ ]*' | while read -r l; do echo $l; readlink -f $l; done
  echo /etc/passwd; echo /etc/group
}
# Links of the root come first: what lies behind them is packed at its real place.
{ for l in bin lib lib64 sbin; do echo $l; done; list | sed -E 's#^/(bin|sbin|lib|lib64)/#/usr/\\1/#' | sort -u | sed 's|^/||'; } | tar -C / -cf - --ignore-failed-read --files-from=-`
  const packed = await runProcess('bash', ['--noprofile', '--norc', '-c', script], { maxBytes: 1024 ** 3 })
  if (packed.stdout.byteLength < 1_000_000)
    throw new Error(`cannot pack an image: ${Buffer.from(packed.stderr).toString('utf8').slice(-400)}`)
  const answer = await docker.importImage(Readable.from([Buffer.from(packed.stdout)]), {
    repo: testImage,
    tag: 'latest',
  })
  answer.resume()
  await finished(answer)
}

if (process.argv[1] === import.meta.filename) {
  const engine = await openTestEngine()
  if ('skip' in engine) {
    console.error(engine.skip)
    process.exitCode = 1
  } else {
    console.log(`export DOCKER_HOST=unix://${engine.socketPath ?? ''}`)
    await new Promise<void>((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve))
    await engine[Symbol.asyncDispose]()
  }
}
