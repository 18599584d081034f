/** One reply of an attempt's editing machine: what it was read as, and what it left behind. */
export interface StoredCompletion {
  readonly kind: 'test' | 'edit' | 'done' | 'misparse'
  /** Of an `edit`; null where it left no patch. */
  readonly patchId: string | null
  /** Of a `test`. */
  readonly testId: string | null
  /** Of this one call; null when unknown. */
  readonly costUsd: number | null
}

export interface StoredAttempt {
  /** In order, with misparses. */
  readonly completions: readonly StoredCompletion[]
  /** The test that editing began with. */
  readonly seedTestId: string | null
  /** What writing that test cost; null when unknown. */
  readonly testingUsd: number | null
}

/** What an attempt had, and had cost, when it was stopped. */
export interface AttemptPrefix {
  readonly patchId: string | null
  readonly testId: string | null
  /** Of the editing calls; null when one of them is unknown. */
  readonly editingUsd: number | null
}

/**
 * An attempt as if it had been allowed `limit` completions: a new edit replaces the patch, a new test the test, a
 * misparse uses one up, nothing comes after `done`.
 */
export function attemptPrefix(attempt: StoredAttempt, limit: number): AttemptPrefix {
  let prefix: AttemptPrefix = { patchId: null, testId: attempt.seedTestId, editingUsd: 0 }
  for (const { kind, patchId, testId, costUsd } of attempt.completions.slice(0, limit)) {
    prefix = {
      patchId: kind === 'edit' ? patchId : prefix.patchId,
      testId: kind === 'test' ? testId : prefix.testId,
      editingUsd: addUsd(prefix.editingUsd, costUsd),
    }
    if (kind === 'done') break
  }
  return prefix
}

/** An unknown part makes the sum unknown. */
export function addUsd(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b
}
