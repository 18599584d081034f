import { chmod, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openDatabase } from '../db/index.ts'
import type { ExecutionCache, Journal, RunEvent } from '../domain/index.ts'
import { systemClock, type Clock } from '../std/index.ts'
import { createArtifacts } from './artifacts.ts'
import { createChoices, type Choices } from './choices.ts'
import { createAttemptJournal, type AttemptJournalOptions } from './attempt-journal.ts'
import { createEventLog } from './event-log.ts'
import { createExecutionCache } from './execution-cache.ts'
import { firstAskedAt, readJournal, type JournalRecord } from './journal-reader.ts'
import {
  createRequestLog,
  loadRequests,
  type KeptRequest,
  type RequestLog,
  type RequestLogOptions,
} from './request-log.ts'
import { createRunRecords, type NewRun, type RunEnd, type RunRecord, type RunSummary } from './run-records.ts'
import { migrations, type StoreTables } from './schema.ts'
import { stageCosts, type StageCost } from './stage-costs.ts'
import { sweepArtifacts } from './sweep-artifacts.ts'

/** Runs, events, journal and executions of one project, in its `.capuchin` folder. */
export interface Store extends AsyncDisposable {
  readonly folder: string
  createRun(run: NewRun): Promise<void>
  /** Takes a run over, to go on with it. @throws CapuchinError `store/run-owned` while another process has it. */
  claimRun(id: string): Promise<void>
  endRun(id: string, end: RunEnd): Promise<void>
  /** Replaces the result of a run that has ended; when and how it ended stays. */
  saveResult(id: string, result: unknown): Promise<void>
  /** @throws CapuchinError `store/no-run`; a unique beginning of an id, or `last`, is enough. */
  loadRun(id: string): Promise<RunRecord>
  /** The run of exactly this id, or null. */
  findRun(id: string): Promise<RunSummary | null>
  listRuns(): Promise<readonly RunSummary[]>
  deleteRun(id: string): Promise<void>
  appendEvent(runId: string, event: RunEvent): Promise<void>
  loadEvents(runId: string): Promise<readonly RunEvent[]>
  clearEvents(runId: string): Promise<void>
  openJournal(where: Omit<AttemptJournalOptions, 'db' | 'artifacts' | 'clock'>): Journal
  /** When an attempt asked the first of what its journal answers; null where that holds nothing. */
  firstAskedAt(where: { readonly runId: string; readonly attempt: number }): Promise<number | null>
  /** What an attempt was answered by one kind of thing, in the order in which it asked. */
  readJournal(where: {
    readonly runId: string
    readonly attempt: number
    readonly kind: string
  }): AsyncIterable<JournalRecord>
  openRequestLog(where: RequestLogOptions): RequestLog
  /** What an attempt asked of its model, by the keys of its journal; null for what is not kept. */
  loadRequests(
    where: Pick<RequestLogOptions, 'runId' | 'attempt'>,
  ): Promise<(key: string) => KeptRequest | null>
  /** What a run's journal knows to be spent and set aside, calls lost to a crash counted at their most. */
  stageCosts(runId: string): Promise<readonly StageCost[]>
  readonly executions: ExecutionCache
  readonly choices: Choices
  /** Bytes of the whole folder. */
  size(): Promise<number>
  /** Removes artifacts that no run refers to. */
  sweepArtifacts(): Promise<void>
}

/** @throws CapuchinError `db/open`, `db/newer`. */
export async function openStore(
  folder: string,
  { clock = systemClock }: { readonly clock?: Clock } = {},
): Promise<Store> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await ignoreItself(folder)
  const database = await openDatabase<StoreTables>(join(folder, 'capuchin.db'), migrations)
  const { db } = database
  const artifacts = createArtifacts(join(folder, 'artifacts'))
  const records = createRunRecords({ db, artifacts, clock })
  return {
    folder,
    ...records,
    deleteRun: async (id) => {
      await records.deleteRun(id)
      await rm(join(folder, 'relay', id), { recursive: true, force: true })
    },
    ...createEventLog(db),
    openJournal: (where) => createAttemptJournal({ ...where, db, artifacts, clock }),
    firstAskedAt: (where) => firstAskedAt(db, where),
    readJournal: (where) => readJournal({ db, artifacts }, where),
    openRequestLog: (where) => createRequestLog({ db, artifacts, clock }, where),
    loadRequests: (where) => loadRequests({ db, artifacts }, where),
    stageCosts: (runId) => stageCosts(db, runId),
    executions: createExecutionCache({ db, clock, artifacts }),
    choices: createChoices(db),
    size: () => folderSize(folder),
    sweepArtifacts: () => sweepArtifacts(db, join(folder, 'artifacts')),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
}

/** The folder hides from the user's git by a file of its own, so that their .gitignore stays theirs. */
async function ignoreItself(folder: string): Promise<void> {
  await chmod(folder, 0o700)
  await writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx' }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  })
}

async function folderSize(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true })
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        (s) => (s.isFile() ? s.size : 0),
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
