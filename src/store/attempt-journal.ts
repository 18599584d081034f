import type { Journal, JournalEntry } from '../domain/index.ts'
import type { Kysely } from '../db/index.ts'
import type { Clock } from '../std/index.ts'
import type { Artifacts } from './artifacts.ts'
import type { JournalRow, StoreTables } from './schema.ts'

export interface AttemptJournalOptions {
  readonly db: Kysely<StoreTables>
  readonly artifacts: Artifacts
  readonly clock: Clock
  readonly redact: (text: string) => string
  readonly runId: string
  readonly instanceId: string
  readonly attempt: number
  /** Told when the record and the question differ and the rest of the record was dropped. */
  readonly onCut?: (cut: { readonly position: string; readonly reason: string }) => void
  /** When what is recorded began, as `firstAskedAt` tells it; default: nothing is. */
  readonly recordedSince?: number | null
  /** Told at each answer of the record, and once when the record is at its end and the attempt goes on. */
  readonly onMoment?: (moment: JournalMoment) => void
}

/** Where in time an attempt is: where its record is, or here and now. */
export interface JournalMoment {
  readonly askedAt: number
  /** When the answer was there; null where it is only now asked for. */
  readonly answeredAt: number | null
  /** Milliseconds before it was asked in which nothing was done, since the run had been stopped or killed. */
  readonly awayMs: number
}

/** The journal of one attempt, kept in the store (DESIGN section 4). */
export function createAttemptJournal(options: AttemptJournalOptions): Journal {
  const { db, artifacts, clock } = options
  const calls = new Map<string, number>()
  const own = { run_id: options.runId, instance_id: options.instanceId, attempt: options.attempt }

  const find = (entry: Pick<JournalEntry<never>, 'stage' | 'step'>, call: number) =>
    db
      .selectFrom('journal')
      .selectAll()
      .where((all) => all.and({ ...own, stage: entry.stage, step: entry.step, call }))
      .executeTakeFirst()

  const cut = async (row: JournalRow, reason: string, independent = false): Promise<void> => {
    const { stage, step, call } = row
    // Calls under way side by side have rows of their own behind this one, whose answers must not be lost.
    const dropped = db.deleteFrom('journal').where((all) => all.and(own))
    await (
      independent
        ? dropped.where((all) => all.and({ stage, step, call }))
        : dropped.where('seq', '>=', row.seq)
    ).execute()
    options.onCut?.({ position: `${row.stage}/${row.step}/${row.call}`, reason })
  }

  const nextSeq = createSequence(db, own)
  const moments = createMoments(options)
  const writeIntent = async (
    entry: Omit<JournalEntry<never>, 'schema' | 'costUsdOf' | 'independent'>,
    call: number,
  ): Promise<void> => {
    const { kind, key, stage, step, intendedCostUsd = 0 } = entry
    const { askedAt, awayMs } = moments.goOn()
    const row = {
      ...own,
      stage,
      step,
      call,
      kind,
      key,
      value: null,
      cost: intendedCostUsd,
      most_cost: intendedCostUsd,
      at: askedAt,
      asked_at: askedAt,
      away_ms: awayMs,
    }
    await db
      .replaceInto('journal')
      .values({ ...row, seq: await nextSeq() })
      .execute()
  }

  return {
    async ask(entry, run) {
      const step = `${entry.stage}/${entry.step}`
      const call = calls.get(step) ?? 0
      calls.set(step, call + 1)
      const row = await find(entry, call)
      if (row && row.key !== entry.key)
        await cut(row, `the ${entry.kind} call asked something else than the recorded one`, entry.independent)
      else if (row?.value !== undefined && row.value !== null) {
        const stored = entry.schema.safeParse(JSON.parse(await artifacts.load(row.value)))
        if (stored.success) {
          moments.recall(row)
          return { value: stored.data, fromJournal: true }
        }
        await cut(row, 'the recorded answer has an unknown form', entry.independent)
      }
      await writeIntent(entry, call)
      const value = await run()
      await db
        .updateTable('journal')
        .set({
          value: await artifacts.store(options.redact(JSON.stringify(value))),
          cost: entry.costUsdOf?.(value) ?? 0,
          at: clock.now(),
        })
        .where((all) => all.and({ ...own, stage: entry.stage, step: entry.step, call }))
        .execute()
      return { value, fromJournal: false }
    },
  }
}

type OwnRows = Pick<JournalRow, 'run_id' | 'instance_id' | 'attempt'>

/** Counts on from the last row that an attempt has. */
function createSequence(db: Kysely<StoreTables>, own: OwnRows): () => Promise<number> {
  let lastSeq: number | null = null
  return async () => {
    if (lastSeq === null) {
      const row = await db
        .selectFrom('journal')
        .select(({ fn }) => fn.max('seq').as('last'))
        .where((all) => all.and(own))
        .executeTakeFirst()
      lastSeq = Math.max(lastSeq ?? 0, row?.last ?? 0)
    }
    lastSeq += 1
    return lastSeq
  }
}

/** Follows where in time an attempt is. Once it goes on by itself, no answer of the record takes it back. */
function createMoments({
  clock,
  recordedSince = null,
  onMoment,
}: Pick<AttemptJournalOptions, 'clock' | 'recordedSince' | 'onMoment'>) {
  let recordedUntil = recordedSince
  let live = false
  return {
    recall: ({ at, asked_at: askedAt, away_ms: awayMs }: JournalRow): void => {
      if (live) return
      recordedUntil = Math.max(recordedUntil ?? at, at)
      onMoment?.({ askedAt: askedAt ?? at, answeredAt: recordedUntil, awayMs })
    },
    goOn: (): { readonly askedAt: number; readonly awayMs: number } => {
      const askedAt = clock.now()
      if (live) return { askedAt, awayMs: 0 }
      live = true
      const awayMs = recordedUntil === null ? 0 : Math.max(0, askedAt - recordedUntil)
      onMoment?.({ askedAt, answeredAt: null, awayMs })
      return { askedAt, awayMs }
    },
  }
}
