import type { Kysely } from '../db/index.ts'
import { runEventSchema, type RunEvent } from '../domain/index.ts'
import { inPages } from './in-pages.ts'
import type { StoreTables } from './schema.ts'

/** Operations on the table of events: one ordered list a run. */
export function createEventLog(db: Kysely<StoreTables>) {
  const next = new Map<string, number>()
  return {
    appendEvent: async (runId: string, event: RunEvent) => {
      const seq = next.get(runId) ?? 0
      next.set(runId, seq + 1)
      await db
        .insertInto('events')
        .values({ run_id: runId, seq, json: JSON.stringify(event) })
        .execute()
    },
    loadEvents: async (runId: string) => {
      const rows = inPages<Pick<StoreTables['events'], 'seq' | 'json'>>((behind, limit) =>
        db
          .selectFrom('events')
          .select(['seq', 'json'])
          .where('run_id', '=', runId)
          .where('seq', '>', behind?.seq ?? -1)
          .orderBy('seq')
          .limit(limit)
          .execute(),
      )
      const events: RunEvent[] = []
      for await (const { json } of rows) events.push(runEventSchema.parse(JSON.parse(json)))
      return events
    },
    clearEvents: async (runId: string) => {
      next.delete(runId)
      await db.deleteFrom('events').where('run_id', '=', runId).execute()
    },
  }
}
