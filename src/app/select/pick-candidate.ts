import type { AttemptOutcome, Candidate, SelectionReport } from '../../domain/index.ts'
import { rankCandidates } from '../solve/rank-candidates.ts'
import type { SolveDeps, SolveRun } from '../solve/solve-deps.ts'
import { selectCandidate, type Pool } from './select-candidates.ts'

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
  { outcomes, until }: { readonly outcomes: readonly AttemptOutcome[]; readonly until: AbortSignal },
): Promise<PickedCandidates> {
  const found = outcomes.flatMap(candidatesOf)
  const ranked = rankCandidates(found)
  const pool = poolOf(deps, run, outcomes)
  if (pool === null) return { candidates: ranked, report: null }
  const { report, observations } = await selectCandidate(deps, run, { ...pool, until })
  const chosen = report.selection.ranking.flatMap((at) => {
    const entry = observations.matrix.patches[at]?.entries[0]
    return entry === undefined ? [] : (found[entry] ?? [])
  })
  const shown = new Set(chosen.map(({ patch }) => patch))
  return { candidates: [...chosen, ...ranked.filter(({ patch }) => !shown.has(patch))], report }
}

/** The patches of attempts in their order, with the tests that they ended with; null where there is nothing to find out. */
export function poolOf(
  { commandFor }: Pick<SolveDeps, 'commandFor'>,
  { input }: Pick<SolveRun, 'input'>,
  outcomes: readonly AttemptOutcome[],
): Pool | null {
  const found = outcomes.flatMap(candidatesOf)
  if (!canChoose({ input }) || found.length === 0) return null
  const seen = found.every(({ evidence }) => evidence.tests !== null)
  return {
    entries: found.map(({ patch, attemptIndex, evidence }) => ({
      patch,
      attemptIndex,
      evidence,
      label: `attempt ${attemptIndex}`,
    })),
    tests: outcomes.flatMap((outcome, attemptIndex) => {
      const test = 'test' in outcome ? outcome.test : undefined
      return test === undefined ? [] : [{ test, origin: { from: 'attempt', attemptIndex } as const }]
    }),
    // A rollout's rows tell verifiers what patches do on fresh calls, which take existing tests to reach functions.
    commandFor: seen && input.instance === null ? null : commandFor,
  }
}

/** Whether a selector is asked at all: one attempt ranks its own, and so do those without tests of their own. */
export function canChoose({ input: { config, instance } }: Pick<SolveRun, 'input'>): boolean {
  // The first plausible attempt is taken, and nobody is asked.
  if (config.until === 'plausible') return false
  return config.select !== 'auto' || (config.attempts > 1 && (config.model.length > 0 || instance !== null))
}

export function candidatesOf(outcome: AttemptOutcome): readonly Candidate[] {
  return outcome.kind === 'submitted' || outcome.kind === 'limit' ? outcome.candidates : []
}
