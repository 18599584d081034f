import type { Candidate, SelectionReport } from '../../domain/index.ts'
import { patchIdOf } from '../../selection/index.ts'
import type { CandidateRow } from '../../verifier/index.ts'
import type { SolveResult } from '../solve/solve-records.ts'
import type { MadeAttempt } from './attempt-row.ts'
import type { PatchVerdicts } from './grade-patches.ts'

/** What the attempts of an instance offer, one entry a patch as its attempt ranked it; one that left none is an entry too. */
interface PoolEntry {
  readonly attempt: MadeAttempt
  readonly rank: number
  readonly patch: string | null
}

/** A line of `analyze selection`: who of the candidates is right, and what each selector makes of them. */
export interface SelectionLine {
  readonly instanceId: string
  readonly candidates: readonly { readonly resolved: boolean | null; readonly hasPatch: boolean }[]
  readonly selectors: Readonly<Record<string, { readonly scores: readonly (number | null)[] }>>
}

export interface Pool {
  readonly instanceId: string
  readonly repo: string
  readonly attempts: readonly MadeAttempt[]
  readonly result: SolveResult
  /** Null where nobody asked hidden tests. */
  readonly verdicts: PatchVerdicts | null
}

/** Attempts that something around them broke are not of the pool. */
export function selectionLine(pool: Pool): SelectionLine {
  const entries = entriesOf(pool.attempts)
  return {
    instanceId: pool.instanceId,
    candidates: entries.map(({ patch }) => ({
      resolved: patch === null ? false : verdictOf(pool.verdicts, patch),
      hasPatch: patch !== null,
    })),
    selectors: Object.fromEntries(
      rankingsOf(pool.result).map(([name, ranked]) => {
        const places = new Map(ranked.map((patch, place) => [patchIdOf(patch), place]))
        const scores = entries.map(({ patch }) => {
          const place = patch === null ? undefined : places.get(patchIdOf(patch))
          return place === undefined ? null : -place
        })
        return [name, { scores }]
      }),
    ),
  }
}

/** Rows for `train-verifier` and `score`, each patch of an instance once. */
export function candidateRows({
  instanceId,
  repo,
  attempts,
  result,
  verdicts,
}: Pool): readonly CandidateRow[] {
  const seen = new Set<string>()
  const best = Math.max(0, ...attempts.flatMap(({ candidates }) => candidates.map(({ score }) => score)))
  const soonest = Math.min(
    ...attempts.flatMap(({ candidates }) => candidates.map(({ found }) => found?.trials ?? 1)),
  )
  const observed = new Map((result.selection?.patches ?? []).map((one) => [patchIdOf(one.patch), one]))
  return entriesOf(attempts).flatMap(({ attempt: { row, candidates }, rank, patch }) => {
    if (patch === null) return []
    const id = patchIdOf(patch)
    if (seen.has(id)) return []
    seen.add(id)
    const facts = observed.get(id)?.facts ?? null
    const tests = candidates[rank]?.evidence.tests
    return [
      {
        instanceId,
        repo,
        candidateId: `${row.runId}/${row.attempt}/${rank}`,
        patch,
        tests: tests
          ? {
              broken: tests.broken.length,
              fixed: tests.fixed.length,
              stillPassing: tests.stillPassing.length,
            }
          : (facts?.tests ?? null),
        votes: facts?.votes ?? null,
        attempt: {
          calls: row.turns,
          outputTokens: row.usage?.outputTokens ?? 0,
          finished: row.exit.kind === 'submitted',
        },
        signals: { ...facts?.signals, ...searchSignals(candidates[rank], { best, soonest }) },
        resolved: verdictOf(verdicts, patch),
      },
    ]
  })
}

/**
 * What a search says of a patch that it found; nothing of those that were written. By which operator it was made is in
 * the preference already: as a feature of its own it only invites a verifier to learn programs by heart.
 */
function searchSignals(
  candidate: Candidate | undefined,
  { best, soonest }: { readonly best: number; readonly soonest: number },
): Readonly<Record<string, number>> {
  const { found, rank = 0, score = 0 } = candidate ?? {}
  if (!found) return { rank }
  return {
    rank,
    preference: score,
    'preference of best': best === 0 ? 0 : score / best,
    trials: Math.log2(found.trials),
    'trials of soonest': Math.log2(found.trials / soonest),
  }
}

/**
 * The patch that stands for the instance: the chosen one, else the best ranked, but none where the choice abstained or
 * took an attempt without one.
 */
export function predictionOf({ candidates, chosen, selection, plausible }: SolveResult): string | null {
  if (chosen !== null) return candidates[chosen]?.patch ?? null
  if (selection?.selection.abstained) return null
  const taken = plausible?.attempts.find(({ attemptIndex }) => attemptIndex === plausible.picked)
  if (taken && !taken.hasPatch) return null
  return candidates[0]?.patch ?? null
}

export function verdictOf(verdicts: PatchVerdicts | null, patch: string): boolean | null {
  return verdicts?.resolved.get(patchIdOf(patch)) ?? null
}

function entriesOf(attempts: readonly MadeAttempt[]): readonly PoolEntry[] {
  return attempts.flatMap((attempt): readonly PoolEntry[] => {
    if (['infra', 'cancelled', 'unknown'].includes(attempt.row.exit.kind)) return []
    if (attempt.candidates.length === 0) return [{ attempt, rank: 0, patch: null }]
    return attempt.candidates.map(({ patch }, rank) => ({ attempt, rank, patch }))
  })
}

/** Patches by selector, best first. */
function rankingsOf(result: SolveResult): readonly (readonly [name: string, patches: readonly string[]])[] {
  const { selection, candidates } = result
  const ofReport = ({ patches }: SelectionReport, ranking: readonly number[]): readonly string[] =>
    ranking.flatMap((at) => patches[at]?.patch ?? [])
  const all = candidates.map(({ patch }) => patch)
  const others = ['weighted-voting', 'test-voting', 'plausible-first'].map((selector) => {
    const found = selection?.others.find((one) => one.selector === selector)
    // Where nobody looked at the pool, there was nothing to choose from.
    return [selector, selection && found ? ofReport(selection, found.ranking) : all] as const
  })
  const shortest = all.toSorted((a, b) => a.length - b.length)
  return [['chosen', all], ...others, ['shortest', shortest]]
}
