import type { Kysely } from '../db/index.ts'
import type { ExecutionCache } from '../domain/index.ts'
import type { Clock } from '../std/index.ts'
import type { Artifacts } from './artifacts.ts'
import type { StoreTables } from './schema.ts'

/** Executions found again by content, shared by all runs of the store. */
export function createExecutionCache({ db, artifacts, clock }: ExecutionCacheDeps): ExecutionCache {
  return {
    find: async (key, schema) => {
      const row = await db.selectFrom('executions').select('value').where('key', '=', key).executeTakeFirst()
      if (!row) return null
      return schema.safeParse(JSON.parse(await artifacts.load(row.value))).data ?? null
    },
    save: async (key, value) => {
      const row = { key, value: await artifacts.store(JSON.stringify(value)), at: clock.now() }
      await db.replaceInto('executions').values(row).execute()
    },
  }
}

interface ExecutionCacheDeps {
  readonly db: Kysely<StoreTables>
  readonly artifacts: Artifacts
  readonly clock: Clock
}
