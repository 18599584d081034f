import { z } from 'zod'
import type { ExecOptions, Sandbox } from '../sandbox/index.ts'
import { shellQuote } from '../std/index.ts'
import type { SyntaxParser } from '../syntax/index.ts'
import { textsOf, type Contents } from './contents.ts'
import type { LintedPlace, Linter } from './linters/linter.ts'
import { countedProblems, type LintedChange } from './linted-change.ts'
import { lintProblemSchema, type LintProblem } from './problem.ts'
import { syntaxFaultsOf } from './syntax-problems.ts'
import { tellOnce } from './tell-once.ts'

/** What linters make of a change. Plain data, journalled. */
export const lintReportSchema = z.object({
  /** Those that the change brought, in order of files and lines. */
  problems: z.array(lintProblemSchema),
  /** Linters that looked at it. */
  ran: z.array(z.string()),
  /** Linters that broke, with what they said: no fault of the code. */
  broken: z.array(z.object({ linter: z.string(), said: z.string() })),
  /** Files that a linter wrote anew, as formatters do; the change itself is left as it was. */
  rewritten: z.array(z.object({ path: z.string(), linter: z.string() })),
})
export type LintReport = Readonly<z.infer<typeof lintReportSchema>>

/** The changed files, before and after, and which complaints count. */
export interface ChangedFiles extends Pick<LintedChange, 'count'> {
  readonly before: Contents
  /** As the sandbox holds them. */
  readonly after: Contents
}

export interface LintDeps {
  /** Holds the change. Linters run in forks of it, so that nothing they write stays. */
  readonly sandbox: Pick<Sandbox, 'fork'>
  readonly syntax: SyntaxParser
  readonly linters: readonly Linter[]
  /** For one run of one linter. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal | undefined
}

/** A compiler over a large project takes this long; more, and an attempt would wait rather than work. */
const defaultTimeoutMs = 120_000

/**
 * Syntax errors by the grammars, and what the linters say. Only what the change brought counts: where something is found,
 * the same linters look at the files as they were, and what they say of those as well is dropped.
 */
export async function lintChange(files: ChangedFiles, deps: LintDeps): Promise<LintReport> {
  const change = { ...files, before: textsOf(files.before), after: textsOf(files.after) }
  const grammar = await syntaxFaultsOf(change, deps.syntax)
  const now = await runLinters(files.after, deps.linters, deps)
  const blaming = new Set(now.problems.map(({ linter }) => linter))
  const earlier = await runLinters(
    files.before,
    deps.linters.filter(({ name }) => blaming.has(name)),
    { ...deps, held: files.after },
  )
  // One that broke on the files as they were cannot tell what is new.
  const lost = new Set(earlier.broken.map(({ linter }) => linter))
  const complaints = countedProblems(change, {
    before: earlier.problems,
    after: now.problems.filter(({ linter }) => !lost.has(linter)),
  })
  return {
    problems: inOrder(tellOnce({ grammar, complaints })),
    ran: ['syntax', ...now.ran.filter((name) => !lost.has(name))],
    broken: [...now.broken, ...earlier.broken],
    rewritten: now.rewritten,
  }
}

interface RunDeps extends LintDeps {
  /** What the sandbox holds, where linters shall see something else. */
  readonly held?: Contents
}

/** Runs linters one after another in a copy that holds these files. */
async function runLinters(
  files: Contents,
  linters: readonly Linter[],
  { held = files, timeoutMs = defaultTimeoutMs, ...deps }: RunDeps,
): Promise<LintReport> {
  const found: { -readonly [K in keyof LintReport]: LintReport[K][number][] } = {
    problems: [],
    ran: [],
    broken: [],
    rewritten: [],
  }
  const wanted = linters.filter(({ covers }) => [...files.keys()].some(covers))
  if (wanted.length === 0) return found
  const { signal } = deps
  await using fork = await deps.sandbox.fork()
  await bring(fork, files, held)
  for (const linter of await probe(fork, wanted, { timeoutMs, signal })) {
    const paths = [...files].flatMap(([path, bytes]) => (bytes !== null && linter.covers(path) ? [path] : []))
    if (paths.length === 0 && !linter.wholeProject) continue
    const place: LintedPlace = { root: fork.root, paths }
    const output = await fork.exec(linter.command(paths), { timeoutMs, signal })
    const problems = output.timedOut ? null : linter.read(output, place)
    if (problems === null) {
      const said = output.timedOut
        ? `it took longer than ${Math.round(timeoutMs / 1000)} s`
        : (linter.lastWords?.(output) ?? `${output.stderr}\n${output.stdout}`).trim().slice(0, 500)
      found.broken.push({ linter: linter.name, said })
      continue
    }
    found.ran.push(linter.name)
    found.problems.push(...problems)
    // The next linter must see the change, and not what this one made of it.
    const left = new Map<string, Uint8Array | null>()
    for (const path of paths) left.set(path, await fork.readFile(path))
    for (const path of await bring(fork, new Map(paths.map((each) => [each, files.get(each) ?? null])), left))
      found.rewritten.push({ path, linter: linter.name })
  }
  return found
}

/** Writes those files that are held with other bytes, and says which these are. */
async function bring(fork: Sandbox, files: Contents, held: Contents): Promise<readonly string[]> {
  const written: string[] = []
  for (const [path, bytes] of files) {
    const there = held.get(path) ?? null
    if (bytes === there || (bytes && there && Buffer.from(bytes).equals(there))) continue
    await (bytes === null ? fork.deleteFile(path) : fork.writeFile(path, bytes))
    written.push(path)
  }
  return written
}

async function probe(
  fork: Sandbox,
  linters: readonly Linter[],
  limits: Pick<ExecOptions, 'timeoutMs' | 'signal'>,
): Promise<readonly Linter[]> {
  const lines = linters.map(
    ({ probe: text }, at) => `if ( ${text} ) >/dev/null 2>&1; then echo ${shellQuote(`usable-${at}`)}; fi`,
  )
  const { stdout } = await fork.exec(lines.join('\n'), limits)
  const usable = new Set(stdout.split('\n'))
  return linters.filter((_, at) => usable.has(`usable-${at}`))
}

function inOrder(problems: readonly LintProblem[]): LintProblem[] {
  return problems.toSorted(
    (a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) || (a.line ?? 0) - (b.line ?? 0),
  )
}
