import type { Baseline } from '../../attempt/index.ts'
import type { Evidence } from '../../domain/index.ts'
import type { SolveInput } from './solve-records.ts'

export interface CaveatFacts {
  readonly input: SolveInput
  readonly baseline: Baseline
  readonly evidence: Evidence | null
  /** Tests that were written for the issue: the code fails them, the chosen patch passes. */
  readonly shown: number
  readonly sandbox: string
  /** What there was no time to look at. */
  readonly outOfTime: readonly string[]
}

/** Said where a choice was made before everything was looked at. */
export function lateCaveat(outOfTime: readonly string[]): readonly string[] {
  return outOfTime.length === 0
    ? []
    : [`the time was up (--max-minutes): the choice was made without ${outOfTime.join(', ')}`]
}

/** What a result does not prove, one sentence each. */
export function caveatsOf({
  input,
  baseline,
  evidence,
  shown,
  sandbox,
  outOfTime,
}: CaveatFacts): readonly string[] {
  const tests = evidence?.tests
  const caveats: readonly (readonly [applies: boolean, text: string])[] = [
    [
      evidence !== null,
      'plausible is not proven right: only the tests and commands named here were run, and they may miss what the issue means',
    ],
    [
      evidence !== null && input.testCommand === null,
      'no test suite was run, so nothing is known about what else the patch changes',
    ],
    [
      evidence !== null && evidence.failCommand === null && tests?.fixed.length === 0 && shown === 0,
      'no test or command showed the bug before, so nothing shows that it is gone',
    ],
    [
      evidence !== null && shown > 0,
      `the ${shown} tests that show the issue were written by a model, which may have misread it`,
    ],
    [(tests?.stillFailing.length ?? 0) > 0, `${tests?.stillFailing.length} tests failed before and still do`],
    [
      baseline.flaky.size > 0,
      `${baseline.flaky.size} flaky tests were left out: ${[...baseline.flaky].slice(0, 3).join(', ')}`,
    ],
    [
      evidence !== null && input.config.strategy !== 'edit-loop' && input.config.model.length === 0,
      'the patch was found by trying small changes until the tests passed; read it as a proposal',
    ],
    [sandbox === 'none', 'commands ran without a sandbox'],
  ]
  return [...caveats.filter(([applies]) => applies).map(([, text]) => text), ...lateCaveat(outOfTime)]
}
