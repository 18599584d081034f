import { z } from 'zod'
import { noUsage, type AttemptOutcome } from '../../domain/index.ts'
import { hashJson } from '../../std/index.ts'
import { standingOf, type SeenStanding } from '../budget/standing.ts'
import { candidatesOf, poolOf } from '../select/pick-candidate.ts'
import { lookAtRunPool } from '../select/select-candidates.ts'
import { openJournal, runJournal, type SolveDeps, type SolveRun } from './solve-deps.ts'

/** Patches below which nothing is compared with anything. */
const least = 2

/**
 * How things stand among the attempts that ended, by all their tests on all their patches; null while there is nothing
 * to compare. What was seen is written down, so that a run that is gone on with decides as it did.
 */
export async function judgeAttempts(
  deps: SolveDeps,
  run: SolveRun,
  { ended, until }: { readonly ended: ReadonlyMap<number, AttemptOutcome>; readonly until: AbortSignal },
): Promise<SeenStanding | null> {
  const { attempts } = run.input.config
  const outcomes = Array.from({ length: attempts }, (_, index) => ended.get(index) ?? notEnded)
  const pool = poolOf(deps, run, outcomes)
  if (pool === null || pool.entries.length < least) return null
  const patches = outcomes.map((outcome) => candidatesOf(outcome).map(({ patch }) => patch))
  const { value } = await openJournal(deps, run, runJournal).ask(
    {
      kind: 'decision',
      stage: 'standing',
      step: ended.size,
      key: hashJson({ patches }),
      independent: true,
      schema: z.object({ belief: z.number(), promising: z.number().int(), doubt: z.boolean() }),
    },
    async () => {
      const { observations, ranking } = await lookAtRunPool(deps, run, { ...pool, until })
      return standingOf(observations, ranking)
    },
  )
  return value
}

const notEnded: AttemptOutcome = { kind: 'cancelled', usage: noUsage }
