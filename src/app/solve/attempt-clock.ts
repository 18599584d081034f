import type { Clock } from '../../std/index.ts'
import type { JournalMoment } from '../../store/index.ts'

/** Tells when what an attempt does was done: as its record has it while that lasts, then as the clock has it. */
export interface AttemptClock {
  readonly now: () => number
  readonly see: (moment: JournalMoment) => void
}

export interface AttemptClockOptions {
  readonly clock: Clock
  /** When the record begins; null where there is none. */
  readonly recordedSince: number | null
  /** Told where the attempt was gone on with, once `now` is that moment. */
  readonly onResumed: (awayMs: number) => void
}

export function createAttemptClock({ clock, recordedSince, onResumed }: AttemptClockOptions): AttemptClock {
  let recordedAt = recordedSince
  return {
    now: () => recordedAt ?? clock.now(),
    see: ({ askedAt, answeredAt, awayMs }) => {
      if (awayMs > 0) {
        recordedAt = askedAt
        onResumed(awayMs)
      }
      recordedAt = answeredAt
    },
  }
}
