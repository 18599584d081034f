import { z } from 'zod'

/** A complaint of a linter about a place. */
export const lintProblemSchema = z.object({
  /** Relative to the root. */
  path: z.string(),
  /** Counted from 1; null where the linter names none. */
  line: z.number().int().nullable(),
  /** The linter's own name of the rule; empty where it has none. */
  rule: z.string(),
  message: z.string(),
  linter: z.string(),
})
export type LintProblem = Readonly<z.infer<typeof lintProblemSchema>>

/** Texts by path; null for a file that is not there. */
export type Texts = ReadonlyMap<string, string | null>

/** What was found in texts. */
export interface FoundProblems {
  readonly problems: readonly LintProblem[]
  readonly texts: Texts
}

/**
 * Problems that a change brings in: each that was there before takes one of the same away, wherever edits moved it. First
 * those on a line of the same text, then those of the same words on a line that was edited.
 */
export function newProblems(before: FoundProblems, after: FoundProblems): readonly LintProblem[] {
  const onSameLine = without(
    after.problems.map((problem) => ({ problem, key: exactKey(problem, after.texts) })),
    before.problems.map((problem) => ({ problem, key: exactKey(problem, before.texts) })),
  )
  const left = without(
    onSameLine.left.map(({ problem }) => ({ problem, key: looseKey(problem) })),
    onSameLine.unused.map(({ problem }) => ({ problem, key: looseKey(problem) })),
  )
  return left.left.map(({ problem }) => problem)
}

interface Keyed {
  readonly problem: LintProblem
  readonly key: string
}

function without(all: readonly Keyed[], taken: readonly Keyed[]) {
  const unused = [...taken]
  const left = all.filter(({ key }) => {
    const at = unused.findIndex((other) => other.key === key)
    if (at >= 0) unused.splice(at, 1)
    return at < 0
  })
  return { left, unused }
}

/** Numbers in a message are mostly lines and columns, which move. */
function looseKey({ path, rule, message, linter }: LintProblem): string {
  return [linter, path, rule, message.replaceAll(/\d+/g, '#')].join('\n')
}

function exactKey(problem: LintProblem, texts: Texts): string {
  const { path, line } = problem
  // Lines of files that were not changed stay where they are.
  const place = texts.has(path) && line !== null ? texts.get(path)?.split('\n')[line - 1]?.trim() : line
  return `${looseKey(problem)}\n${place ?? ''}`
}
