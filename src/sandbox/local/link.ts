import { spawn, type ChildProcess } from 'node:child_process'
import { Socket } from 'node:net'
import { CapuchinError, killProcessGroup, ownerOf } from '../../std/index.ts'
import type { ShellLink, ShellSink } from '../shell/shell.ts'
import { killMarked, programVariable } from './marked-processes.ts'
import { plainBash, toolEnv } from '../patch/tools.ts'
import { holdProcess, type Preparable } from './spare.ts'

export interface LinkOptions {
  /** The program that becomes the shell, or that confines it. */
  readonly command: readonly string[]
  /** Reports its first process on descriptor 3, in bubblewrap's form, which is killed to end everything inside. */
  readonly reportsChild: boolean
  /** Files that a process writes its id to in order to join a control group. */
  readonly groupFiles: readonly string[]
  /** Shell text with `ulimit`s, run before the program. */
  readonly limits: string
  readonly cwd?: string
  /** Set in the environment of a shell without a namespace of its own, to find what it started. */
  readonly mark?: string
}

/**
 * Node gives a child sockets, which programs cannot open again as /dev/stdout; `cat` in between makes them pipes.
 * The group is joined last, so that only the sandbox is counted in it. No words, because this program ended: no shell.
 */
const launcher = `
exec > >(exec cat 3>&- 4>&-) 2> >(exec cat >&2 3>&- 4>&-)
mapfile -d '' -t -u 4 words
exec 4>&-
[ "\${#words[@]}" -gt 3 ] || exit 1
set -- "\${words[@]}"
unset words
eval "$1"
cd -- "$2" || exit 1
count=$3
shift 3
while [ "$count" -gt 0 ]; do echo $$ > "$1" || exit 1; shift; count=$((count - 1)); done
exec "$@"
`

export interface LocalLink extends ShellLink {
  /** Host id of the process that everything inside descends from; null until it is known. */
  rootPid(): number | null
}

/** A process that has its pipes already and waits to be told what to become. */
export interface Launcher extends Preparable {
  /** Only once. */
  launch(options: LinkOptions): LocalLink
}

export function prepareLauncher(): Launcher {
  const child = spawn('bash', [...plainBash.slice(1), '-c', launcher, 'capuchin'], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    // Bubblewrap's inner process waits for ever where its outer one is killed between two of their steps.
    env: { ...toolEnv, [programVariable]: JSON.stringify(ownerOf(process.pid)) },
  })
  const exited = exitOf(child)
  exited.catch(() => undefined)
  for (const stream of [child.stdin, child.stdio[4]]) stream?.on('error', () => undefined)
  const alive = (): boolean => child.pid !== undefined && child.exitCode === null && child.signalCode === null
  return {
    alive,
    hold: (held) => holdProcess(child, held),
    launch: (options) => linkTo(child, exited, options),
    [Symbol.asyncDispose]: async () => {
      if (child.pid !== undefined && alive()) killProcessGroup(child.pid)
      await exited.catch(() => undefined)
    },
  }
}

function linkTo(child: ChildProcess, exited: Promise<number>, options: LinkOptions): LocalLink {
  let sink: ShellSink | null = null
  let stray = ''
  child.stdout?.on('data', (chunk: Buffer) => sink?.stdout(chunk))
  child.stderr?.on('data', (chunk: Buffer) => {
    if (stray.length < 2000) stray += chunk.toString('utf8')
    sink?.stderr(chunk)
  })
  const innerPid = options.reportsChild ? readChildPid(child) : () => null
  const killRest = (): void => {
    if (options.mark !== undefined) killMarked(options.mark)
  }
  child.on('exit', killRest)
  tell(child, options)
  return {
    write: (text) => void child.stdin?.write(text),
    listen: (next) => (sink = next),
    exited,
    said: () => stray,
    rootPid: () => innerPid() ?? child.pid ?? null,
    kill: () => {
      const inner = innerPid()
      if (child.exitCode !== null || child.signalCode !== null) return
      if (inner !== null && killProcess(inner)) return
      if (child.pid !== undefined) killProcessGroup(child.pid)
      killRest()
    },
  }
}

function tell(child: ChildProcess, { limits, cwd, groupFiles, command }: LinkOptions): void {
  const words = [limits, cwd ?? '/', String(groupFiles.length), ...groupFiles, ...command]
  const input = child.stdio[4]
  if (input instanceof Socket) input.end(words.map((word) => `${word}\0`).join(''))
}

function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', (cause) =>
      reject(new CapuchinError('sandbox/start', `cannot start the sandbox: ${cause.message}`, { cause })),
    )
    child.on('close', (code, signal) => resolve(code ?? (signal === 'SIGKILL' ? 137 : 143)))
  })
}

function readChildPid(child: ChildProcess): () => number | null {
  let text = ''
  const stream = child.stdio[3]
  stream?.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
  stream?.on('error', () => undefined)
  return () => {
    const digits = /"child-pid": (\d+)/.exec(text)?.[1]
    return digits === undefined ? null : Number(digits)
  }
}

function killProcess(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL')
    return true
  } catch {
    return false
  }
}
