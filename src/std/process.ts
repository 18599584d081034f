import { spawn } from 'node:child_process'
import { abortReason } from './abort.ts'
import { CapuchinError } from './errors.ts'

export interface ProcessResult {
  /** Exit code, or 128 + signal number. */
  readonly exitCode: number
  readonly stdout: Uint8Array
  readonly stderr: Uint8Array
  readonly timedOut: boolean
  /** True when a stream passed `maxBytes` and its end was dropped. */
  readonly truncated: boolean
  readonly durationMs: number
}

export interface ProcessOptions {
  readonly cwd?: string
  /** The whole environment; nothing is inherited unless given here. */
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string | Uint8Array
  readonly timeoutMs?: number
  /** Per stream, default 64 MiB. */
  readonly maxBytes?: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Runs a program in a process group of its own and waits for it. On timeout or abort the whole group is killed and
 * the pipes are closed, so that a grandchild which keeps them open cannot make the wait longer.
 *
 * @throws CapuchinError `std/spawn` when the program cannot be started, `std/cancelled` when the signal fires.
 */
export function runProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<ProcessResult> {
  const { signal, timeoutMs, stdin, maxBytes = 64 * 1024 * 1024 } = options
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(abortReason(signal))
      return
    }
    const started = performance.now()
    const child = spawn(command, [...args], {
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: options.env ?? process.env,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    })
    const stdout = createBoundedSink(maxBytes)
    const stderr = createBoundedSink(maxBytes)
    let timedOut = false
    const killGroup = (): void => {
      if (child.pid !== undefined) killProcessGroup(child.pid)
      child.stdout.destroy()
      child.stderr.destroy()
    }
    const onAbort = (): void => killGroup()
    const timer =
      timeoutMs === undefined ? undefined : setTimeout(() => ((timedOut = true), killGroup()), timeoutMs)
    const cleanUp = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    child.stdout.on('data', stdout.push)
    child.stderr.on('data', stderr.push)
    child.stdin.on('error', () => undefined)
    child.stdin.end(stdin)
    child.on('error', (cause) => {
      cleanUp()
      reject(new CapuchinError('std/spawn', `could not start ${command}: ${cause.message}`, { cause }))
    })
    child.on('close', (code, signalName) => {
      cleanUp()
      if (signal?.aborted) {
        reject(abortReason(signal))
        return
      }
      resolve({
        exitCode: code ?? 128 + signalNumber(signalName),
        stdout: stdout.bytes(),
        stderr: stderr.bytes(),
        timedOut,
        truncated: stdout.truncated() || stderr.truncated(),
        durationMs: performance.now() - started,
      })
    })
  })
}

/** Sends SIGKILL to every process of a group; a group that is gone is no error. */
export function killProcessGroup(groupId: number): void {
  try {
    process.kill(-groupId, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

function createBoundedSink(maxBytes: number) {
  const chunks: Uint8Array[] = []
  let size = 0
  let dropped = false
  return {
    push: (chunk: Uint8Array): void => {
      const kept = chunk.subarray(0, Math.max(0, maxBytes - size))
      dropped ||= kept.byteLength < chunk.byteLength
      if (kept.byteLength > 0) chunks.push(kept)
      size += kept.byteLength
    },
    bytes: (): Uint8Array => Buffer.concat(chunks),
    truncated: (): boolean => dropped,
  }
}

function signalNumber(name: NodeJS.Signals | null): number {
  return name === 'SIGKILL' ? 9 : name === 'SIGTERM' ? 15 : name === 'SIGINT' ? 2 : 1
}
