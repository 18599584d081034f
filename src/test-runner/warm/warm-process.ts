import { readFile } from 'node:fs/promises'
import { CapuchinError, ownedPrefix } from '../../std/index.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { quote } from '../frameworks.ts'
import type { TestCommand } from '../test-command.ts'
import type { PythonCommand } from './python-command.ts'
import { warmAnswerSchema, warmReadySchema, type WarmAnswer, type WarmRequest } from './warm-protocol.ts'

/** A live fork server inside a sandbox. */
export interface WarmProcess extends AsyncDisposable {
  readonly folder: string
  /** Project files that it has loaded itself. */
  readonly loaded: ReadonlySet<string>
  /** @throws CapuchinError `test-runner/warm-lost` when the server is gone. */
  ask(request: WarmRequest, options: { readonly signal?: AbortSignal | undefined }): Promise<WarmAnswer>
  /** Loads modules into the server; false when that left it unfit to be forked. */
  preload(modules: readonly string[]): Promise<boolean>
}

export interface WarmStart {
  readonly sandbox: Sandbox
  readonly command: TestCommand
  readonly python: PythonCommand
  /** Load pytest's configuration, conftest files with it, once and not in each child. */
  readonly prepare: boolean
  readonly signal?: AbortSignal | undefined
}

const startTimeoutMs = 30_000
const answerGraceMs = 5000

/** @throws CapuchinError `test-runner/warm-start` with what the server said. */
export async function startWarmProcess(start: WarmStart): Promise<WarmProcess> {
  const { sandbox, signal } = start
  const made = await sandbox.exec(`mktemp -d /tmp/${ownedPrefix('capuchin-warm-')}XXXXXX`, { signal })
  const folder = made.stdout.trim()
  if (made.exitCode !== 0 || folder === '') throw startError(made.stderr)
  const server = await readFile(new URL('warm_server.py', import.meta.url))
  const collector = await readFile(new URL('../coverage/capuchin_collector.py', import.meta.url))
  await sandbox.writeFile(`${folder}/warm_server.py`, server)
  await sandbox.writeFile(`${folder}/capuchin_collector.py`, collector)
  await sandbox.writeFile(`${folder}/config.json`, JSON.stringify(serverConfig(start, folder)))
  const launched = await sandbox.exec(launchScript(start, folder), { timeoutMs: startTimeoutMs, signal })
  const ready = launched.exitCode === 0 ? parseJson(launched.stdout) : null
  const parsed = warmReadySchema.safeParse(ready)
  if (!parsed.success) throw startError(launched.stderr)
  return connect(start, folder, parsed.data)
}

function serverConfig({ sandbox, command, python, prepare }: WarmStart, folder: string) {
  const cwd = command.cwd === '' ? sandbox.root : `${sandbox.root}/${command.cwd}`
  return {
    folder,
    root: sandbox.root,
    cwd,
    framework: python.framework,
    options: python.options,
    files: python.files,
    discover: python.discover,
    pathFirst: python.interpreter !== null,
    prepare,
  }
}

function launchScript({ command, python }: WarmStart, folder: string): string {
  const interpreter =
    python.interpreter === null
      ? `$(sed -n '1s/^#! *\\([^ ]*python[0-9.]*\\) *$/\\1/p' "$(command -v ${quote(python.program)})" 2>/dev/null)`
      : quote(python.interpreter)
  const cwd = command.cwd === '' ? '' : `cd ${quote(command.cwd)} && `
  return [
    `mkfifo ${folder}/request ${folder}/answer`,
    // A relative interpreter is meant from the command's folder; a missing one falls back to the sandbox's own.
    `(${cwd}p=${interpreter}; exec env ${python.environment.map(quote).join(' ')} setsid "\${p:-python3}" ${folder}/warm_server.py ${folder}/config.json) </dev/null >${folder}/log 2>&1 &`,
    'server=$!',
    `for i in $(seq 1 600); do [ -e ${folder}/ready.json ] && break; kill -0 $server 2>/dev/null || break; sleep 0.04; done`,
    `cat ${folder}/ready.json || { tail -n 20 ${folder}/log >&2; exit 1; }`,
  ].join('\n')
}

function connect(
  { sandbox }: WarmStart,
  folder: string,
  ready: { readonly pid: number; readonly loaded: readonly string[] },
): WarmProcess {
  const exchange = async (request: object, timeoutMs: number, signal?: AbortSignal): Promise<unknown> => {
    const result = await sandbox.exec(
      `[ -d /proc/${ready.pid} ] && printf '%s\\n' ${quote(JSON.stringify(request))} >${folder}/request && cat ${folder}/answer`,
      { timeoutMs, signal },
    )
    if (result.exitCode === 0) return parseJson(result.stdout)
    throw new CapuchinError('test-runner/warm-lost', `the warm test process ${ready.pid} does not answer`, {
      data: { timedOut: result.timedOut, stderr: result.stderr.slice(-500) },
    })
  }
  return {
    folder,
    loaded: new Set(ready.loaded),
    ask: async (request, { signal }) =>
      warmAnswerSchema.parse(
        await exchange({ op: 'run', ...request }, request.wallMs + answerGraceMs, signal),
      ),
    preload: async (modules) => {
      const answer = await exchange({ op: 'preload', modules }, startTimeoutMs)
      return typeof answer === 'object' && answer !== null && 'threads' in answer && answer.threads === 1
    },
    [Symbol.asyncDispose]: async () => {
      await sandbox.exec(`kill -9 ${ready.pid} 2>/dev/null; rm -rf ${folder}`).catch(() => undefined)
    },
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

function startError(stderr: string): CapuchinError {
  return new CapuchinError(
    'test-runner/warm-start',
    `the warm test process did not start: ${stderr.slice(-500)}`,
  )
}
