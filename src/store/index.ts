/**
 * What a project remembers: runs, their events, the journal of what was asked and answered, and executions found by
 * content. One folder, one database, long texts beside it.
 */
export { openStore, type Store } from './open-store.ts'
export type { StageCost } from './stage-costs.ts'
export type { Choice, Choices, JudgedChoice } from './choices.ts'
export { runStatusSchema, type RunRecord, type RunStatus, type RunSummary } from './run-records.ts'
export type { JournalMoment } from './attempt-journal.ts'
export type { JournalRecord } from './journal-reader.ts'
export type { KeptRequest, RequestLog } from './request-log.ts'
