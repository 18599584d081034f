import type { Kysely } from '../db/index.ts'
import type { Artifacts } from './artifacts.ts'
import type { StoreTables } from './schema.ts'

/** An answered question of an attempt's journal. */
export interface JournalRecord {
  readonly kind: string
  readonly stage: string
  readonly step: number
  readonly key: string
  readonly value: unknown
  /** When the answer was there, milliseconds since the epoch. */
  readonly at: number
  /** When it was asked; null where that was not kept. */
  readonly askedAt: number | null
}

/** What an attempt was answered, in the order in which it asked. */
export async function* readJournal(
  { db, artifacts }: { readonly db: Kysely<StoreTables>; readonly artifacts: Artifacts },
  { runId, attempt, kind }: { readonly runId: string; readonly attempt: number; readonly kind: string },
): AsyncGenerator<JournalRecord> {
  const rows = await db
    .selectFrom('journal')
    .select(['stage', 'step', 'key', 'value', 'at', 'asked_at as askedAt'])
    .where((all) => all.and({ run_id: runId, attempt, kind }))
    .where('value', 'is not', null)
    .orderBy('seq')
    .execute()
  for (const { value, ...row } of rows)
    yield { kind, ...row, value: JSON.parse(await artifacts.load(value ?? 'null')) }
}

/** When an attempt asked the first of what it was answered, or was answered it where only that is known; null for nothing. */
export async function firstAskedAt(
  db: Kysely<StoreTables>,
  { runId, attempt }: { readonly runId: string; readonly attempt: number },
): Promise<number | null> {
  const row = await db
    .selectFrom('journal')
    .select(({ fn }) => fn.min(fn.coalesce('asked_at', 'at')).as('first'))
    .where((all) => all.and({ run_id: runId, attempt }))
    .where('value', 'is not', null)
    .executeTakeFirst()
  return row?.first ?? null
}
