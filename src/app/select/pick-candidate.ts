import type { AttemptOutcome, Candidate, SelectionReport } from '../../domain/index.ts'
import { narrowCommand } from '../../test-runner/index.ts'
import { rankCandidates } from '../solve/rank-candidates.ts'
import type { SolveDeps, SolveRun } from '../solve/solve-deps.ts'
import { selectCandidate } from './select-candidates.ts'

export interface PickedCandidates {
  /** Best first, equal patches once. */
  readonly candidates: readonly Candidate[]
  /** Null where there was nothing that a selector could add. */
  readonly report: SelectionReport | null
}

/** Orders what the attempts of a run came to. */
export async function pickCandidate(
  deps: SolveDeps,
  run: SolveRun,
  outcomes: readonly AttemptOutcome[],
): Promise<PickedCandidates> {
  const { config, testCommand } = run.input
  const found = outcomes.flatMap(candidatesOf)
  const tests = outcomes.flatMap((outcome, attemptIndex) => {
    const test = 'test' in outcome ? outcome.test : undefined
    return test === undefined ? [] : [{ test, origin: { from: 'attempt', attemptIndex } as const }]
  })
  const ranked = rankCandidates(found)
  // One attempt ranks its own; without tests of its own and with one patch there is nothing to find out.
  const isPlain = config.select === 'auto' && (config.model.length === 0 || config.attempts === 1)
  if (isPlain || found.length === 0) return { candidates: ranked, report: null }
  const seen = found.every(({ evidence }) => evidence.tests !== null)
  const { report, observations } = await selectCandidate(deps, run, {
    entries: found.map(({ patch, attemptIndex, evidence }) => ({
      patch,
      attemptIndex,
      evidence,
      label: `attempt ${attemptIndex}`,
    })),
    tests,
    selector: config.select,
    commandFor: seen || testCommand === null ? null : (file) => narrowCommand(testCommand, [file]),
  })
  const chosen = report.selection.ranking.flatMap((at) => {
    const entry = observations.matrix.patches[at]?.entries[0]
    return entry === undefined ? [] : (found[entry] ?? [])
  })
  const shown = new Set(chosen.map(({ patch }) => patch))
  return { candidates: [...chosen, ...ranked.filter(({ patch }) => !shown.has(patch))], report }
}

export function candidatesOf(outcome: AttemptOutcome): readonly Candidate[] {
  return outcome.kind === 'submitted' || outcome.kind === 'limit' ? outcome.candidates : []
}
