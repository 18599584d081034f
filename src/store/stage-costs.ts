import type { Kysely } from '../db/index.ts'
import type { StoreTables } from './schema.ts'

/** What the calls of one stage of the journal have cost, in US dollars. */
export interface StageCost {
  readonly stage: string
  readonly usd: number
  /** Calls that were answered, and what was set aside for them in all. */
  readonly calls: number
  readonly setAsideUsd: number
  /** The most that was set aside for one of them beyond what it came to. */
  readonly mostAsideUsd: number
}

/** By stage, those that cost something. */
export function stageCosts(db: Kysely<StoreTables>, runId: string): Promise<readonly StageCost[]> {
  return db
    .selectFrom('journal')
    .select(({ fn, eb }) => {
      // What costs nothing is as a rule no call of a model.
      const answered = eb.and([eb('kind', '=', 'model'), eb('value', 'is not', null)])
      return [
        'stage' as const,
        fn.sum<number>('cost').as('usd'),
        fn.countAll<number>().filterWhere(answered).as('calls'),
        fn.coalesce(fn.sum<number>('most_cost').filterWhere(answered), eb.lit(0)).as('setAsideUsd'),
        fn
          .coalesce(fn.max<number>(eb('most_cost', '-', eb.ref('cost'))).filterWhere(answered), eb.lit(0))
          .as('mostAsideUsd'),
      ]
    })
    .where('run_id', '=', runId)
    .groupBy('stage')
    .having(({ fn }) => fn.sum('cost'), '>', 0)
    .execute()
}
