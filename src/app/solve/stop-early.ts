import { z } from 'zod'
import { noUsage, type AttemptOutcome } from '../../domain/index.ts'
import { hashJson } from '../../std/index.ts'
import { candidatesOf, poolOf } from '../select/pick-candidate.ts'
import { lookAtRunPool } from '../select/select-candidates.ts'
import { openJournal, runJournal, type SolveDeps, type SolveRun } from './solve-deps.ts'

/** Ended attempts below which nothing is compared with anything. */
const least = 2

/**
 * Whether the attempts that ended are enough: the belief in the best class of their patches, by all their tests on all
 * of them, reaches the bound. Null while it does not, else why. Each decision is written down, so that a run that is
 * gone on with decides as it did.
 */
export async function isEnough(
  deps: SolveDeps,
  run: SolveRun,
  ended: ReadonlyMap<number, AttemptOutcome>,
): Promise<string | null> {
  const { enough, attempts } = run.input.config
  if (enough >= 1 || ended.size < least || ended.size >= attempts) return null
  const outcomes = Array.from({ length: attempts }, (_, index) => ended.get(index) ?? notEnded)
  if (outcomes.flatMap(candidatesOf).length < least) return null
  const { value } = await openJournal(deps, run, runJournal).ask(
    {
      kind: 'decision',
      stage: 'enough',
      step: ended.size,
      key: hashJson({
        enough,
        patches: outcomes.map((outcome) => candidatesOf(outcome).map(({ patch }) => patch)),
      }),
      independent: true,
      schema: z.object({ belief: z.number() }),
    },
    async () => {
      const pool = poolOf(run, outcomes)
      if (pool === null) return { belief: 0 }
      const { ranking } = await lookAtRunPool(deps, run, pool)
      return { belief: Math.max(0, ...ranking.classes.map(({ posterior }) => posterior)) }
    },
  )
  return value.belief >= enough
    ? `after ${ended.size} of ${attempts} attempts the best patch is right with ${(100 * value.belief).toFixed(0)} % if one of them is (--enough ${enough})`
    : null
}

const notEnded: AttemptOutcome = { kind: 'cancelled', usage: noUsage }
