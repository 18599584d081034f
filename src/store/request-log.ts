import { z } from 'zod'
import type { Kysely } from '../db/index.ts'
import { messageSchema, trajectoryToolSchema, type Message } from '../domain/index.ts'
import { canonicalJson, type Clock } from '../std/index.ts'
import type { Artifacts } from './artifacts.ts'
import { inPages } from './in-pages.ts'
import type { RequestRow, StoreTables } from './schema.ts'

const settingsSchema = z.object({
  sampling: z.record(z.string(), z.json()),
  tools: z.array(trajectoryToolSchema),
})

/** What a model was asked, besides what its key in the journal says. */
export interface KeptRequest extends Readonly<z.infer<typeof settingsSchema>> {
  readonly key: string
  readonly messages: readonly Message[]
  /** When it was asked, milliseconds since the epoch. */
  readonly at: number
}

/** What an attempt asked of its model, kept as what is new in each request, so that long attempts stay small. */
export interface RequestLog {
  /** A request whose key is there already is the same request. */
  save(request: Omit<KeptRequest, 'at'>): Promise<void>
}

export interface RequestLogOptions {
  readonly runId: string
  readonly attempt: number
  readonly redact: (text: string) => string
}

interface RequestLogDeps {
  readonly db: Kysely<StoreTables>
  readonly artifacts: Artifacts
  readonly clock: Clock
}

const rowSchema = settingsSchema.extend({
  /** Key of the request whose first `kept` messages it begins with. */
  previous: z.string().nullable(),
  kept: z.number().int(),
  added: z.array(messageSchema),
})

export function createRequestLog(
  { db, artifacts, clock }: RequestLogDeps,
  { runId, attempt, redact }: RequestLogOptions,
): RequestLog {
  let before: Pick<KeptRequest, 'key' | 'messages'> | null = null
  return {
    async save({ key, messages, sampling, tools }) {
      const kept = before === null ? 0 : sharedLength(before.messages, messages)
      const row: z.infer<typeof rowSchema> = {
        previous: before?.key ?? null,
        kept,
        added: messages.slice(kept),
        sampling,
        tools,
      }
      before = { key, messages }
      const value = await artifacts.store(redact(JSON.stringify(row)))
      await db
        .insertInto('requests')
        .values({ run_id: runId, attempt, key, value, at: clock.now() })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    },
  }
}

/** Requests of an attempt by key. A row that cannot be read, or that follows from none, is left out. */
export async function loadRequests(
  { db, artifacts }: Pick<RequestLogDeps, 'db' | 'artifacts'>,
  { runId, attempt }: Pick<RequestLogOptions, 'runId' | 'attempt'>,
): Promise<(key: string) => KeptRequest | null> {
  const rows = inPages<Pick<RequestRow, 'key' | 'value' | 'at'>>((behind, limit) =>
    db
      .selectFrom('requests')
      .select(['key', 'value', 'at'])
      .where((all) => all.and({ run_id: runId, attempt }))
      .where('key', '>', behind?.key ?? '')
      .orderBy('key')
      .limit(limit)
      .execute(),
  )
  const parsed = new Map<string, z.infer<typeof rowSchema> & { readonly at: number }>()
  for await (const { key, value, at } of rows) {
    const row = rowSchema.safeParse(JSON.parse(await artifacts.load(value))).data
    if (row) parsed.set(key, { ...row, at })
  }
  let last: Pick<KeptRequest, 'key' | 'messages'> | null = null
  return (key) => {
    const row = parsed.get(key)
    // Requests are looked up in their order, mostly: each is then made of the one before.
    const messages =
      row && last !== null && row.previous === last.key
        ? [...last.messages.slice(0, row.kept), ...row.added]
        : messagesOf(parsed, key)
    if (!row || !messages) return null
    last = { key, messages }
    return { key, messages, sampling: row.sampling, tools: row.tools, at: row.at }
  }
}

/** Follows increments back to the first request, as far as each is still needed. */
function messagesOf(
  rows: ReadonlyMap<string, Pick<z.infer<typeof rowSchema>, 'previous' | 'kept' | 'added'>>,
  key: string,
): readonly Message[] | null {
  const parts: (readonly Message[])[] = []
  const seen = new Set<string>()
  let wanted = Number.POSITIVE_INFINITY
  for (let at: string | null = key; at !== null && wanted > 0;) {
    const row = rows.get(at)
    if (!row || seen.has(at)) return null
    seen.add(at)
    parts.push(row.added.slice(0, Math.max(0, wanted - row.kept)))
    wanted = Math.min(wanted, row.kept)
    at = row.previous
  }
  return parts.toReversed().flat()
}

function sharedLength(before: readonly Message[], messages: readonly Message[]): number {
  const at = messages.findIndex((message, index) => !isSame(before[index], message))
  return at < 0 ? messages.length : at
}

function isSame(a: Message | undefined, b: Message): boolean {
  return (
    a === b || (a !== undefined && a.text === b.text && canonicalJson({ ...a }) === canonicalJson({ ...b }))
  )
}
