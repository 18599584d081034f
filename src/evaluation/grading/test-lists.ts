import type { TestList, Verdict } from '../../domain/index.ts'
import type { Harness, LogStatuses } from '../../test-runner/index.ts'

/** How one test of a list counts; `ignored` takes it out of the list. */
type Judgement = 'success' | 'failure' | 'ignored'

/** How a test counts, by the statuses of the whole log. */
export type JudgeTest = (test: string, statuses: LogStatuses) => Judgement

export interface ListJudges {
  readonly failToPass: JudgeTest
  readonly passToPass: JudgeTest
}

export interface TestLists {
  readonly failToPass: readonly string[]
  readonly passToPass: readonly string[]
}

const passing: ReadonlySet<string | undefined> = new Set(['PASSED', 'XFAIL'])
const failing: ReadonlySet<string | undefined> = new Set(['FAILED', 'ERROR'])

/** v4: a test that was skipped, or has a status that is none, counts on neither side. */
const judgeV4: JudgeTest = (test, statuses) => judgeStatus(statuses.get(test))

/** v5: ids cut off inside their parameters are found again, and a skipped test does not show that a bug is gone. */
const judgeFailToPassV5: JudgeTest = (test, statuses) => {
  const status = findStatus(test, statuses)
  return status === 'SKIPPED' ? 'failure' : judgeStatus(status)
}

/** v5: a skipped test is not broken. */
const judgePassToPassV5: JudgeTest = (test, statuses) => {
  const status = findStatus(test, statuses)
  return status === 'SKIPPED' ? 'success' : judgeStatus(status)
}

/** For parsers that know of failures only. */
const judgeFailOnly: JudgeTest = (test, statuses) => (statuses.get(test) === 'FAILED' ? 'failure' : 'success')

/** SWE-smith runs a part of the suite, so that a test that is not there counts as passed. */
const judgeSmith: JudgeTest = (test, statuses) => (statuses.has(test) ? judgeV4(test, statuses) : 'success')

function judgeStatus(status: string | undefined): Judgement {
  if (passing.has(status)) return 'success'
  return status === undefined || failing.has(status) ? 'failure' : 'ignored'
}

export const failOnlyJudges: ListJudges = { failToPass: judgeFailOnly, passToPass: judgeFailOnly }
export const smithJudges: ListJudges = { failToPass: judgeSmith, passToPass: judgeSmith }
export const judgesOf: Readonly<Record<Harness, ListJudges>> = {
  v4: { failToPass: judgeV4, passToPass: judgeV4 },
  v5: { failToPass: judgeFailToPassV5, passToPass: judgePassToPassV5 },
}

/** Sorts both lists, in their order, repetitions kept. */
export function judgeLists(
  lists: TestLists,
  statuses: LogStatuses,
  judges: ListJudges,
): NonNullable<Verdict['tests']> {
  return {
    failToPass: judgeList(lists.failToPass, statuses, judges.failToPass),
    passToPass: judgeList(lists.passToPass, statuses, judges.passToPass),
  }
}

/** `full` where nothing failed; `partial` where something was fixed, not all, and nothing broke. */
export function resolutionOf({
  failToPass,
  passToPass,
}: NonNullable<Verdict['tests']>): Verdict['resolution'] {
  if (passToPass.failure.length > 0) return 'none'
  if (failToPass.failure.length === 0) return 'full'
  return failToPass.success.length > 0 ? 'partial' : 'none'
}

function judgeList(tests: readonly string[], statuses: LogStatuses, judge: JudgeTest): TestList {
  const judged = tests.map((test) => ({ test, judgement: judge(test, statuses) }))
  const of = (wanted: Judgement): string[] =>
    judged.filter(({ judgement }) => judgement === wanted).map(({ test }) => test)
  return { success: of('success'), failure: of('failure') }
}

/**
 * A test's status. Expected ids that end inside a parameter (more `[` than `]`) take that of the first test that
 * begins with them, where all such tests agree on whether they pass.
 */
function findStatus(test: string, statuses: LogStatuses): string | undefined {
  const status = statuses.get(test)
  if (status !== undefined || count(test, '[') <= count(test, ']')) return status
  const candidates = [...statuses].filter(([id]) => id.startsWith(test)).map(([, found]) => found)
  const [first] = candidates
  return candidates.every((candidate) => passing.has(candidate) === passing.has(first)) ? first : undefined
}

function count(text: string, character: string): number {
  return text.split(character).length - 1
}
