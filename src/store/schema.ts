import type { Migration } from '../db/index.ts'

/** Tables of `.capuchin/capuchin.db`, as columns are stored; JSON columns hold text. */
export interface StoreTables {
  readonly runs: RunRow
  readonly events: { readonly run_id: string; readonly seq: number; readonly json: string }
  readonly journal: JournalRow
  readonly executions: { readonly key: string; readonly value: string; readonly at: number }
  readonly choices: ChoiceRow
  readonly requests: RequestRow
}

export interface RunRow {
  readonly id: string
  readonly created_at: number
  readonly ended_at: number | null
  readonly title: string
  readonly status: string
  readonly root: string
  readonly input: string
  readonly result: string | null
  /** Process that works on it now: `boot id:pid:start time`; null when none does. */
  readonly owner: string | null
}

export interface JournalRow {
  readonly run_id: string
  readonly instance_id: string
  readonly attempt: number
  readonly stage: string
  readonly step: number
  readonly call: number
  readonly seq: number
  readonly kind: string
  readonly key: string
  /** Null while only the intent is known. */
  readonly value: string | null
  /** US dollars: the most it may cost while only the intent is known, then what it did cost. */
  readonly cost: number
  /** US dollars: the most it could have cost, as was set aside for it. */
  readonly most_cost: number
  /** When the answer was there; when it was asked for, while there is none. */
  readonly at: number
  /** Null in rows of before this was kept. */
  readonly asked_at: number | null
  /** Milliseconds before it was asked in which nothing was done, since the run had been stopped or killed. */
  readonly away_ms: number
}

export interface ChoiceRow {
  readonly run_id: string
  readonly instance_id: string
  readonly selector: string
  readonly said: number
  readonly patch_id: string
  /** 1 or 0; null while nobody knows. */
  readonly is_right: number | null
}

export interface RequestRow {
  readonly run_id: string
  readonly attempt: number
  /** Hash of the whole request, as in the journal. */
  readonly key: string
  /** What is new in it, as JSON or a reference to an artifact. */
  readonly value: string
  readonly at: number
}

export const migrations: readonly Migration[] = [
  [
    `CREATE TABLE runs (
      id TEXT PRIMARY KEY, created_at INTEGER NOT NULL, ended_at INTEGER, title TEXT NOT NULL, status TEXT NOT NULL,
      root TEXT NOT NULL, input TEXT NOT NULL, result TEXT, owner TEXT
    ) STRICT`,
    `CREATE TABLE events (
      run_id TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE, seq INTEGER NOT NULL, json TEXT NOT NULL,
      PRIMARY KEY (run_id, seq)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE journal (
      run_id TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE, instance_id TEXT NOT NULL, attempt INTEGER NOT NULL,
      stage TEXT NOT NULL, step INTEGER NOT NULL, call INTEGER NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL,
      key TEXT NOT NULL, value TEXT, cost REAL NOT NULL, at INTEGER NOT NULL,
      PRIMARY KEY (run_id, instance_id, attempt, stage, step, call)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE executions (key TEXT PRIMARY KEY, value TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
  ],
  [
    // What a choice came to outlives its run: it is what later choices are set against.
    `CREATE TABLE choices (
      run_id TEXT NOT NULL, instance_id TEXT NOT NULL, selector TEXT NOT NULL, said REAL NOT NULL,
      patch_id TEXT NOT NULL, is_right INTEGER, PRIMARY KEY (run_id, instance_id)
    ) STRICT, WITHOUT ROWID`,
  ],
  [
    `CREATE TABLE requests (
      run_id TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE, attempt INTEGER NOT NULL, key TEXT NOT NULL,
      value TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (run_id, attempt, key)
    ) STRICT, WITHOUT ROWID`,
  ],
  ['ALTER TABLE journal ADD COLUMN most_cost REAL NOT NULL DEFAULT 0', 'UPDATE journal SET most_cost = cost'],
  [
    'ALTER TABLE journal ADD COLUMN asked_at INTEGER',
    'ALTER TABLE journal ADD COLUMN away_ms INTEGER NOT NULL DEFAULT 0',
  ],
]
