import { addUsd } from '../../analysis/index.ts'
import type { AttemptEvent, GeneratedTest, RunEvent } from '../../domain/index.ts'
import { patchIdOf, testIdOf } from '../../selection/index.ts'
import type { ScalingLine } from './scaling-input.ts'

type AttemptLine = ScalingLine['attempts'][number]

/** What came of a test on a patch. */
export interface RanCell {
  readonly passes: boolean
  /** Ended differently when run again, which counts as not passing. */
  readonly flaky: boolean
}

export interface ReadAttempt {
  readonly attempt: AttemptLine
  /** Texts by id, of all that it had on its way. */
  readonly patches: ReadonlyMap<string, string>
  readonly tests: ReadonlyMap<string, GeneratedTest>
  /** What it ran itself, by `cellKey`. */
  readonly ran: ReadonlyMap<string, RanCell>
}

export function cellKey(testId: string, patchId: string): string {
  return `${testId} ${patchId}`
}

/** Events by attempt, in its order; of one that was begun anew in another sandbox those since then. */
export function attemptsOf(events: readonly RunEvent[]): readonly (readonly AttemptEvent[])[] {
  const byIndex = new Map<number, AttemptEvent[]>()
  for (const one of events) {
    if (one.type !== 'attempt') continue
    const { attemptIndex, event } = one
    if (event.type === 'attempt-start') byIndex.set(attemptIndex, [])
    byIndex.get(attemptIndex)?.push(event)
  }
  return [...byIndex].toSorted(([a], [b]) => a - b).map(([, own]) => own)
}

/** Whether an attempt has no ending of its own. */
export function isBrokenOff(events: readonly AttemptEvent[]): boolean {
  const end = events.findLast((event) => event.type === 'attempt-end')
  return end === undefined || end.outcome.kind === 'cancelled' || end.outcome.kind === 'infra'
}

/** An attempt of the edit-test strategy as its events tell it. */
export function readAttempt(events: readonly AttemptEvent[]): ReadAttempt {
  const patches = new Map<string, string>()
  const tests = new Map<string, GeneratedTest>()
  const ran = new Map<string, RanCell>()
  const completions: AttemptLine['completions'] = []
  let seedTestId: string | null = null
  let testingUsd: number | null = 0
  let [testId, patchId] = ['', '']
  for (const event of events) {
    // A script is run right after the reply that it, or the edit, stood in.
    if (event.type === 'script-run' && event.on !== 'base')
      ran.set(cellKey(testId, patchId), { passes: event.verdict === 'fixed', flaky: false })
    if (event.type !== 'emitted') continue
    const { machine, patch, test, usage } = event
    if (patch !== null) patches.set((patchId = patchIdOf(patch)), patch)
    if (test !== null) tests.set((testId = testIdOf(test)), test)
    if (machine === 'testing') testingUsd = addUsd(testingUsd, usage.costUsd)
    if (machine === 'testing' && test !== null) seedTestId = testId
    if (machine === 'editing') completions.push(toCompletion(event))
  }
  return { attempt: { seedTestId, testingUsd, completions, final: finalOf(events) }, patches, tests, ran }
}

function toCompletion({
  kind,
  patch,
  test,
  usage: { costUsd },
}: Extract<AttemptEvent, { type: 'emitted' }>): AttemptLine['completions'][number] {
  if (kind === 'edit') return { kind, patchId: patch === null ? null : patchIdOf(patch), costUsd }
  if (kind === 'test' && test !== null) return { kind, testId: testIdOf(test), costUsd }
  return { kind: kind === 'done' ? 'done' : 'misparse', costUsd }
}

/** What the attempt says itself that it ended with, which its replies have to come to. */
function finalOf(events: readonly AttemptEvent[]): AttemptLine['final'] {
  const outcome = events.findLast((event) => event.type === 'attempt-end')?.outcome
  if (outcome === undefined || outcome.kind === 'cancelled' || outcome.kind === 'infra') return undefined
  const patch = outcome.kind === 'no-patch' ? undefined : outcome.candidates[0]?.patch
  return {
    patchId: patch === undefined ? null : patchIdOf(patch),
    testId: outcome.test === undefined ? null : testIdOf(outcome.test),
  }
}
