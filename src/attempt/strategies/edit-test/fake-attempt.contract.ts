import { toProblem, type AttemptEvent, type ExecutionCache, type Problem } from '../../../domain/index.ts'
import type { Model } from '../../../llm/index.ts'
import { createFakeProvider, type FakeCall, type ExecResult } from '../../../sandbox/index.ts'
import type { CodeFinder } from '../../../repo/index.ts'
import type { AttemptTools } from '../../strategy.ts'
import { bareTools } from '../../bare-tools.contract.ts'

/** A project whose `calc.py` subtracts where it should add. */
export const fakeProject: Readonly<Record<string, string>> = {
  'calc.py': 'def add(a, b):\n    return a - b\n',
  'other.py': 'def other():\n    return 1\n',
}

export const fakeProblem: Problem = toProblem({
  instanceId: 'i',
  repo: 'owner/calc',
  baseCommit: 'c',
  problemStatement: 'add of calc.py is wrong',
})

/**
 * Scripts that the fake shell understands, the first line each: `wants TEXT` ends with 2 until calc.py holds it,
 * `ends N` with N, and `hangs` is stopped. What follows is printed, `x * N` as so many of them.
 */
export const scripts = {
  good: 'wants a + b\nlooked at calc.py',
  blind: 'ends 0',
  broken: 'ends 1\nTraceback',
  hangs: 'hangs\nbegun',
} as const

export function testReply(script: string): string {
  return `Thus:\n<test>\n${script}\n</test>`
}

/** An edit of the one line of calc.py that matters, in the format of either flow. */
export function editReply(line: string, { strict = false, was = 'a - b' } = {}): string {
  const body = strict
    ? `<<< SEARCH calc.py\n    return ${was}\n======\n    return ${line}\n>>> REPLACE`
    : `calc.py\n\`\`\`\n<<<<<<< SEARCH\n    return ${was}\n=======\n    return ${line}\n>>>>>>> REPLACE\n\`\`\``
  return `Because.\n<edit>\n${body}\n</edit>`
}

export interface FakeAttempt extends AsyncDisposable {
  readonly tools: AttemptTools
  /** One line for each script that was really run: its first line, and what calc.py returned. */
  readonly ran: readonly string[]
  /** Most scripts that ran at one time. */
  readonly most: () => number
}

export interface FakeAttemptOptions {
  readonly model: Model
  readonly tools?: Partial<AttemptTools>
  readonly files?: Readonly<Record<string, string>>
  /** Answers commands that are none of the fake's own: tests, the failing command. */
  readonly exec?: (call: FakeCall) => Partial<ExecResult>
}

/** Tools over a sandbox in memory, whose shell plays generated tests. */
export async function createFakeAttempt(options: FakeAttemptOptions): Promise<FakeAttempt> {
  const root = '/repo'
  const ran: string[] = []
  const open = { now: 0, most: 0 }
  const provider = createFakeProvider({
    root,
    files: options.files ?? fakeProject,
    exec: async (call) => {
      const own = playTools(call, root)
      if (own) return own
      const script = findScript(call)
      if (script === null) return options.exec?.(call) ?? {}
      open.now += 1
      open.most = Math.max(open.most, open.now)
      await new Promise((resolve) => setTimeout(resolve, 1))
      open.now -= 1
      const calc = textOf(call, 'calc.py')
      ran.push(`${script.split('\n')[0]} on ${/return (.*)/.exec(calc)?.[1] ?? ''}`)
      return playScript(script, calc)
    },
  })
  const sandbox = await provider.open({ from: 'checkout', path: root })
  return {
    tools: await bareTools(sandbox, { code: noCode, concurrency: 2, model: options.model, ...options.tools }),
    ran,
    most: () => open.most,
    [Symbol.asyncDispose]: () => provider.dispose(),
  }
}

/** Finds nothing. */
export const noCode: CodeFinder = {
  rank: () => Promise.resolve({ files: [], symbols: [] }),
  map: () => Promise.resolve({ text: '', tokens: 0, paths: [], symbols: [], ranking: null }),
  counterparts: () => Promise.resolve([]),
  unread: () => Promise.resolve(new Map()),
  [Symbol.dispose]: () => undefined,
}

/** Executions found by content, in memory. */
export function createMemoryExecutions(): ExecutionCache {
  const kept = new Map<string, unknown>()
  return {
    find: (key, schema) => Promise.resolve(kept.has(key) ? schema.parse(kept.get(key)) : null),
    save: (key, value) => Promise.resolve(void kept.set(key, value)),
  }
}

/** Runs something to its end and keeps what it told. */
export async function collect<T>(
  run: AsyncGenerator<AttemptEvent, T>,
): Promise<{ readonly events: readonly AttemptEvent[]; readonly result: T }> {
  const events: AttemptEvent[] = []
  for (;;) {
    const next = await run.next()
    if (next.done) return { events, result: next.value }
    events.push(next.value)
  }
}

/** What the replies of a machine were read as, in order. */
export function kindsOf(events: readonly AttemptEvent[], machine: 'testing' | 'editing'): readonly string[] {
  return events.flatMap((event) =>
    event.type === 'emitted' && event.machine === machine ? [event.kind] : [],
  )
}

/** The shell's part in lists of files, lookups of links, and temporary folders. */
function playTools({ command, files }: FakeCall, root: string): Partial<ExecResult> | null {
  const outside = (path: string): string => `${'../'.repeat(root.split('/').length - 1)}${path.slice(1)}`
  const list = />(\/tmp\/\S+\/files) /.exec(command)?.[1]
  if (command.includes('git ls-files') && list !== undefined) {
    const paths = [...files.keys()].filter((path) => !path.startsWith('..'))
    files.set(outside(list), Buffer.from(paths.join('\0')))
    return {}
  }
  const removed = /^rm -rf (\/tmp\/\S+)$/.exec(command)?.[1]
  if (removed !== undefined) {
    for (const path of files.keys()) if (path.startsWith(outside(removed))) files.delete(path)
    return {}
  }
  return command.startsWith('mkdir -m') || command.includes('git check-ignore') ? {} : null
}

function findScript(call: FakeCall): string | null {
  const path = [...call.files.keys()].find((path) => path.endsWith('/reproduce.py'))
  return path === undefined || !call.command.includes('reproduce.py') ? null : textOf(call, path)
}

function textOf({ files }: FakeCall, path: string): string {
  return new TextDecoder().decode(files.get(path))
}

function printed(line: string): string {
  const times = /^x \* (\d+)$/.exec(line)?.[1]
  return times === undefined ? line : 'x'.repeat(Number(times))
}

function playScript(script: string, calc: string): Partial<ExecResult> {
  const [first = '', ...rest] = script.trimEnd().split('\n')
  const stdout = rest.map((line) => `${printed(line)}\n`).join('')
  if (first === 'hangs') return { exitCode: 137, timedOut: true, stdout }
  const wanted = /^wants (.*)/.exec(first)?.[1]
  if (wanted !== undefined) return { exitCode: calc.includes(wanted) ? 0 : 2, stdout }
  return { exitCode: Number(/^ends (\d+)/.exec(first)?.[1] ?? 1), stdout }
}
