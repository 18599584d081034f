import type { AttemptEvent } from '../../domain/index.ts'

/** Whether the last edits of each attempt applied, whatever strategy made them. */
export interface EditOutcomes {
  readonly see: (attempt: number, event: AttemptEvent) => void
  /** Null for an attempt that told of no edit. */
  readonly of: (attempt: number) => boolean | null
}

/** A reply's edits take the place of those of earlier ones; one that was rejected spoils them. */
export function createEditOutcomes(): EditOutcomes {
  const known = new Map<number, { readonly reply: number; readonly applied: boolean }>()
  const replies = new Map<number, number>()
  return {
    see: (attempt, event) => {
      if (event.type === 'attempt-start') {
        known.delete(attempt)
        replies.delete(attempt)
      }
      if (event.type === 'model-reply') replies.set(attempt, (replies.get(attempt) ?? 0) + 1)
      if (event.type !== 'edit-applied' && event.type !== 'edit-rejected') return
      const reply = replies.get(attempt) ?? 0
      const before = known.get(attempt)
      const sound = before?.reply === reply ? before.applied : true
      known.set(attempt, { reply, applied: sound && event.type === 'edit-applied' })
    },
    of: (attempt) => known.get(attempt)?.applied ?? null,
  }
}
