import { spawn, type ChildProcess } from 'node:child_process'
import { CapuchinError, killProcessGroup } from '../../std/index.ts'
import type { ShellLink, ShellSink } from '../shell/shell.ts'
import { killMarked } from './marked-processes.ts'
import { plainBash, toolEnv } from '../patch/tools.ts'

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
  readonly env?: Readonly<Record<string, string>>
  /** Set in the environment of a shell without a namespace of its own, to find what it started. */
  readonly mark?: string
}

/**
 * Node gives a child sockets, which programs cannot open again as /dev/stdout; `cat` in between makes them pipes.
 * The group is joined last, so that only the sandbox is counted in it.
 */
const launcher = `
exec > >(exec cat 3>&-) 2> >(exec cat >&2 3>&-)
eval "$1"
count=$2
shift 2
while [ "$count" -gt 0 ]; do echo $$ > "$1" || exit 1; shift; count=$((count - 1)); done
exec "$@"
`

export interface LocalLink extends ShellLink {
  /** Host id of the process that everything inside descends from; null until it is known. */
  rootPid(): number | null
}

/** Starts a shell process with pipes for its three streams. */
export function startLink(options: LinkOptions): LocalLink {
  const args = [
    ...plainBash.slice(1),
    '-c',
    launcher,
    'capuchin',
    options.limits,
    String(options.groupFiles.length),
  ]
  const child = spawn('bash', [...args, ...options.groupFiles, ...options.command], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    env: options.env ?? toolEnv,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  })
  let sink: ShellSink | null = null
  let stray = ''
  child.stdout?.on('data', (chunk: Buffer) => sink?.stdout(chunk))
  child.stderr?.on('data', (chunk: Buffer) => {
    if (stray.length < 2000) stray += chunk.toString('utf8')
    sink?.stderr(chunk)
  })
  child.stdin?.on('error', () => undefined)
  const innerPid = options.reportsChild ? readChildPid(child) : () => null
  const exited = exitOf(child)
  const killRest = (): void => {
    if (options.mark !== undefined) killMarked(options.mark)
  }
  child.on('exit', killRest)
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
