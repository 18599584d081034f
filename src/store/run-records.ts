import { z } from 'zod'
import type { Kysely } from '../db/index.ts'
import { CapuchinError, isAlive, ownerOf, parseOwner, type Clock } from '../std/index.ts'
import type { Artifacts } from './artifacts.ts'
import type { RunRow, StoreTables } from './schema.ts'

export const runStatusSchema = z.enum([
  'running',
  'done',
  'no-plausible',
  'limit',
  'cancelled',
  'infra',
  'failed',
])
export type RunStatus = z.infer<typeof runStatusSchema>

/** A run as lists show it. `interrupted`: it says it is running, but nobody works on it. */
export interface RunSummary {
  readonly id: string
  readonly createdAt: number
  readonly endedAt: number | null
  readonly title: string
  readonly status: RunStatus | 'interrupted'
  /** Absolute path of the repository it worked on. */
  readonly root: string
}

export interface RunRecord extends RunSummary {
  /** What the run was started with, as the use case wrote it. */
  readonly input: unknown
  /** What it ended with; null before. */
  readonly result: unknown
}

export interface NewRun {
  readonly id: string
  readonly title: string
  readonly root: string
  readonly input: unknown
}

export interface RunEnd {
  readonly status: RunStatus
  readonly result: unknown
}

/** Operations on the table of runs. */
export function createRunRecords({ db, artifacts, clock }: RunRecordDeps) {
  return {
    createRun: async ({ id, title, root, input }: NewRun) => {
      await db
        .insertInto('runs')
        .values({
          id,
          title,
          root,
          input: await artifacts.store(JSON.stringify(input)),
          created_at: clock.now(),
          ended_at: null,
          status: 'running',
          result: null,
          owner: JSON.stringify(ownerOf(process.pid)),
        })
        .execute()
    },
    claimRun: async (id: string) => {
      const { owner } = await findRun(db, id)
      const own = JSON.stringify(ownerOf(process.pid))
      const worker = owner === own ? null : workerOf(owner)
      if (worker !== null)
        throw new CapuchinError('store/run-owned', `run ${id} is being worked on by process ${worker}`, {
          hint: 'wait for it, or stop that process first',
        })
      await db
        .updateTable('runs')
        .set({ owner: own, status: 'running', ended_at: null })
        .where('id', '=', id)
        .execute()
    },
    endRun: async (id: string, end: RunEnd) => {
      const result = await artifacts.store(JSON.stringify(end.result))
      await db
        .updateTable('runs')
        .set({ status: end.status, result, ended_at: clock.now(), owner: null })
        .where('id', '=', id)
        .execute()
    },
    saveResult: async (id: string, result: unknown) => {
      const kept = await artifacts.store(JSON.stringify(result))
      await db.updateTable('runs').set({ result: kept }).where('id', '=', id).execute()
    },
    loadRun: async (id: string): Promise<RunRecord> => {
      const row = await findRun(db, id)
      const parse = async (kept: string): Promise<unknown> => JSON.parse(await artifacts.load(kept))
      return {
        ...toSummary(row),
        input: await parse(row.input),
        result: row.result === null ? null : await parse(row.result),
      }
    },
    findRun: async (id: string) => {
      const row = await findExact(db, id)
      return row ? toSummary(row) : null
    },
    listRuns: async () => {
      const rows = await db.selectFrom('runs').selectAll().orderBy('created_at', 'desc').execute()
      return rows.map(toSummary)
    },
    deleteRun: async (id: string) => {
      await db.deleteFrom('runs').where('id', '=', id).execute()
    },
  }
}

export interface RunRecordDeps {
  readonly db: Kysely<StoreTables>
  readonly artifacts: Artifacts
  readonly clock: Clock
}

async function findExact(db: Kysely<StoreTables>, id: string): Promise<RunRow | undefined> {
  return db.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst()
}

async function findRun(db: Kysely<StoreTables>, id: string): Promise<RunRow> {
  const exact = await findExact(db, id)
  if (exact) return exact
  const rows = await db
    .selectFrom('runs')
    .selectAll()
    .$if(id !== 'last', (query) => query.where('id', 'like', `${id.replaceAll(/[%_]/g, '')}%`))
    .orderBy('created_at', 'desc')
    .limit(2)
    .execute()
  const [row, second] = rows
  if (!row)
    throw new CapuchinError('store/no-run', `there is no run '${id}' here`, {
      hint: "'capuchin runs' lists them",
    })
  if (second && id !== 'last')
    throw new CapuchinError('store/no-run', `'${id}' begins more than one run's id`, {
      hint: 'give more of it',
    })
  return row
}

function toSummary(row: RunRow): RunSummary {
  const status = runStatusSchema.parse(row.status)
  const lost = status === 'running' && workerOf(row.owner) === null
  return {
    id: row.id,
    createdAt: row.created_at,
    endedAt: row.ended_at,
    title: row.title,
    status: lost ? 'interrupted' : status,
    root: row.root,
  }
}

/**
 * Process id of who works on a run; null for nobody. What ran in another container cannot be seen from here, and is
 * taken for ended: who asks to go on with a run knows.
 */
function workerOf(mark: string | null): number | null {
  const owner = mark === null ? null : parseOwner(mark)
  if (owner === null || owner.pidNamespace !== ownerOf(process.pid).pidNamespace) return null
  return isAlive(owner) ? owner.pid : null
}
