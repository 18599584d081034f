/** Share of the time that is kept for choosing among patches, where there is a choice. */
export const choiceShare = 0.15

/** Ends of a run's stages, in monotonic milliseconds. */
export interface Deadlines {
  readonly attempts: number
  readonly selection: number
}

/**
 * Attempts leave the choice among their patches a share of the time; the tests before any change count as theirs. In a
 * rollout each attempt has the time for itself, however long it waits for others, and the choice takes what it takes.
 */
export function deadlinesOf({
  startedAt,
  maxMinutes,
  chooses,
  each,
}: {
  readonly startedAt: number
  readonly maxMinutes: number
  readonly chooses: boolean
  readonly each: boolean
}): Deadlines {
  if (each) return { attempts: Infinity, selection: Infinity }
  const ms = maxMinutes * 60_000
  return { attempts: startedAt + ms * (chooses ? 1 - choiceShare : 1), selection: startedAt + ms }
}

/** Fires at a deadline. */
export function signalAt(deadline: number): AbortSignal {
  return AbortSignal.timeout(Math.min(longestTimerMs, Math.max(0, Math.ceil(deadline - performance.now()))))
}

const longestTimerMs = 2 ** 31 - 1
