import { randomBytes } from 'node:crypto'
import { abortReason, CapuchinError } from '../../std/index.ts'
import { createBoundedOutput } from './bounded-output.ts'
import { createMarkerReader } from './marker-reader.ts'
import { commandScript, marksOf, startScript } from './script.ts'

/** One running bash that reads commands from its standard input. */
export interface ShellLink {
  write(text: string): void
  /** Whoever listens to the two streams now; null drops what arrives. */
  listen(sink: ShellSink | null): void
  /** Resolves when the shell and every process it started are gone and both streams have been read to their end. */
  readonly exited: Promise<number>
  /** The beginning of what it wrote to standard error, to explain a failed start. */
  said(): string
  /** Kills the shell and every process it started, those in sessions of their own too. */
  kill(): void
}

export interface ShellSink {
  stdout(chunk: Buffer): void
  stderr(chunk: Buffer): void
}

/** Where a shell lives: how one is started and how bytes reach a file it can read. */
export interface ShellHost {
  start(): Promise<ShellLink>
  /** Makes a read-only file of these bytes; `remove` takes it away again. */
  putInput(bytes: Uint8Array): Promise<{ readonly path: string; remove(): Promise<void> }>
}

export interface ShellRequest {
  readonly command: string
  readonly cwd?: string | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly stdin?: string | Uint8Array | undefined
  readonly timeoutMs: number
  /** Each stream keeps at most this many bytes. */
  readonly outputBytes: number
  readonly signal?: AbortSignal | undefined
}

export interface ShellResult {
  readonly exitCode: number
  readonly stdout: Buffer
  readonly stderr: Buffer
  readonly timedOut: boolean
  readonly cut: boolean
  /** The shell itself ended with the command: by `exit`, or because something killed it. */
  readonly shellEnded: boolean
  readonly durationMs: number
}

/** A shell that is always there: started when first needed, and again, where it stood, after it ended. */
export interface Shell {
  run(request: ShellRequest): Promise<ShellResult>
  /** Starts the shell ahead of the first command. */
  warm(): Promise<void>
  cwd(): string
  stop(): Promise<void>
}

/** Commands longer than this travel as a file: bash reads its standard input one byte at a time. */
const longCommand = 16 * 1024

export function createShell(host: ShellHost, start: { readonly cwd: string }): Shell {
  const state: { cwd: string; exports: string | null } = { cwd: start.cwd, exports: null }
  let link: ShellLink | null = null
  let queue: Promise<unknown> = Promise.resolve()
  let stopped = false

  const ensureLink = async (): Promise<ShellLink> => {
    if (stopped) throw new CapuchinError('sandbox/disposed', 'the sandbox has been disposed')
    if (link) return link
    const fresh = await host.start()
    const forget = (): void => {
      if (link === fresh) link = null
    }
    fresh.exited.then(forget, forget)
    fresh.write(startScript(state))
    link = fresh
    return fresh
  }
  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const turn = queue.then(task)
    queue = turn.catch(() => undefined)
    return turn
  }
  return {
    run: (request) => inTurn(() => runInShell({ host, state, ensureLink }, request)),
    warm: () => inTurn(async () => void (await ensureLink())),
    cwd: () => state.cwd,
    stop: async () => {
      stopped = true
      const current = link
      current?.kill()
      await current?.exited.catch(() => undefined)
    },
  }
}

interface ShellContext {
  readonly host: ShellHost
  readonly state: { cwd: string; exports: string | null }
  ensureLink(): Promise<ShellLink>
}

async function runInShell(context: ShellContext, request: ShellRequest): Promise<ShellResult> {
  if (request.signal?.aborted) throw abortReason(request.signal)
  const link = await context.ensureLink()
  const inputs: { remove(): Promise<void> }[] = []
  const put = async (bytes: Uint8Array): Promise<string> => {
    const input = await context.host.putInput(bytes)
    inputs.push(input)
    return input.path
  }
  try {
    const stdinPath = request.stdin === undefined ? undefined : await put(Buffer.from(request.stdin))
    const command =
      request.command.length <= longCommand
        ? request.command
        : `builtin source ${await put(Buffer.from(`${request.command}\n`))}`
    return await converse(context, link, { ...request, command, stdinPath })
  } finally {
    await Promise.all(inputs.map((input) => input.remove()))
  }
}

async function converse(
  context: ShellContext,
  link: ShellLink,
  request: ShellRequest & { readonly stdinPath: string | undefined },
): Promise<ShellResult> {
  const token = randomBytes(16).toString('hex')
  const stdout = createBoundedOutput(request.outputBytes)
  const stderr = createBoundedOutput(request.outputBytes)
  const out = createMarkerReader(marksOf(token), stdout)
  const err = createMarkerReader(marksOf(token), stderr)
  const script = commandScript({ ...request, token })
  link.listen({ stdout: out.push, stderr: err.push })
  const started = performance.now()
  let timedOut = false
  const onAbort = (): void => link.kill()
  const timer = setTimeout(() => ((timedOut = true), link.kill()), request.timeoutMs)
  request.signal?.addEventListener('abort', onAbort, { once: true })
  try {
    link.write(script)
    const finished = Promise.all([out.done, err.done]).then(([trailer]) => ({ trailer, code: 0 }))
    const ended = link.exited.then((code) => ({ trailer: null, code }))
    const { trailer, code } = await Promise.race([finished, ended])
    if (request.signal?.aborted) {
      await link.exited
      throw abortReason(request.signal)
    }
    if (trailer === null && !timedOut && !out.started()) throw startFailure(link, code)
    if (trailer === null) for (const reader of [out, err]) reader.flush()
    const exitCode = trailer === null ? code : readTrailer(trailer, context.state)
    if (timedOut) await link.exited
    return {
      exitCode: timedOut ? 137 : exitCode,
      stdout: stdout.bytes(),
      stderr: stderr.bytes(),
      timedOut,
      cut: stdout.cut() || stderr.cut(),
      shellEnded: trailer === null,
      durationMs: performance.now() - started,
    }
  } finally {
    clearTimeout(timer)
    request.signal?.removeEventListener('abort', onAbort)
    link.listen(null)
  }
}

function startFailure(link: ShellLink, code: number): CapuchinError {
  const said = link.said().trim()
  return new CapuchinError(
    'sandbox/start',
    `the shell of a sandbox ended before its first command (${code}): ${said}`,
  )
}

/** Takes over the folder and exports that a command left behind; gives its exit code. */
function readTrailer(trailer: Buffer, state: { cwd: string; exports: string | null }): number {
  const codeEnd = trailer.indexOf(0)
  const cwdEnd = trailer.indexOf(0, codeEnd + 1)
  const code = Number(trailer.toString('latin1', 0, codeEnd))
  if (codeEnd === -1 || cwdEnd === -1 || !Number.isInteger(code)) {
    throw new CapuchinError(
      'sandbox/protocol',
      'the shell answered with something that is not an exit status',
    )
  }
  state.cwd = trailer.toString('utf8', codeEnd + 1, cwdEnd)
  state.exports = trailer.toString('utf8', cwdEnd + 1)
  return code
}
