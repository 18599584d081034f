import type { GeneratedTest, RunEvent, SelectionReport } from '../../domain/index.ts'
import { patchIdOf, testIdOf } from '../../selection/index.ts'
import { attemptsOf, cellKey, isBrokenOff, readAttempt, type RanCell } from './read-attempt.ts'
import type { ScalingLine } from './scaling-input.ts'

/** What a store keeps of a run of the edit-test strategy that has ended. */
export interface EndedRun {
  readonly runId: string
  readonly events: readonly RunEvent[]
  /** What was seen of the patches that attempts ended with; null where nothing was chosen. */
  readonly report: SelectionReport | null
  /** US dollars that were spent once for all attempts; null when unknown. */
  readonly sharedUsd: number | null
}

/** An input line with the texts that its ids stand for. */
export interface RunLine extends ScalingLine {
  readonly patches: Readonly<Record<string, string>>
  readonly tests: Readonly<Record<string, GeneratedTest>>
}

export interface ReadRun {
  readonly line: RunLine
  /** Attempts that were cancelled or that something around them broke: the run does not count them either. */
  readonly brokenOff: number
  /** Pairs of a test and a patch that ended differently when run again. */
  readonly flaky: number
}

/** A stored run as the input of `analyze scaling`, with what is known of each test on each patch. */
export function readRun(
  { runId, events, report, sharedUsd }: EndedRun,
  verdictOf: (patchId: string) => boolean | null,
): ReadRun {
  const attempts = attemptsOf(events)
  const ended = attempts.filter((attempt) => !isBrokenOff(attempt)).map(readAttempt)
  const patches = new Map(ended.flatMap((attempt) => [...attempt.patches]))
  const tests = new Map(ended.flatMap((attempt) => [...attempt.tests]))
  const cells = new Map([...ended.flatMap(({ ran }) => [...ran]), ...cellsOf(report)])
  const patchesOf = (testId: string, wanted: boolean | undefined): string[] =>
    [...patches.keys()].filter((patchId) => cells.get(cellKey(testId, patchId))?.passes === wanted)
  const byTest = (wanted: boolean | undefined): Record<string, string[]> =>
    Object.fromEntries([...tests.keys()].map((testId) => [testId, patchesOf(testId, wanted)]))
  return {
    line: {
      instanceId: runId,
      sharedUsd,
      attempts: ended.map(({ attempt }) => attempt),
      resolved: Object.fromEntries([...patches.keys()].map((patchId) => [patchId, verdictOf(patchId)])),
      passes: byTest(true),
      notRun: byTest(undefined),
      patches: Object.fromEntries(patches),
      tests: Object.fromEntries(tests),
    },
    brokenOff: attempts.length - ended.length,
    flaky: [...cells.values()].filter(({ flaky }) => flaky).length,
  }
}

/** The matrix of the run: every test that an attempt ended with on every patch that one ended with. */
function cellsOf(report: SelectionReport | null): readonly (readonly [string, RanCell])[] {
  if (report === null) return []
  const patchIds = report.patches.map(({ patch }) => patchIdOf(patch))
  return report.tests.flatMap((test) =>
    patchIds.map((patchId, at) => {
      const verdict = test.onPatches[at] ?? null
      return [
        cellKey(testIdOf(test), patchId),
        { passes: verdict === 'fixed', flaky: verdict === null },
      ] as const
    }),
  )
}
