import type { ChangedFile } from './changed-lines.ts'
import type { TrajectoryAction } from './trajectory-actions.ts'

/** What rules judge by. */
export interface CheatingEvidence {
  /** `owner/name`, or the path of a checkout. */
  readonly repo: string
  readonly baseCommit: string | null
  /** As they came. */
  readonly actions: readonly TrajectoryAction[]
  /** Of the patch; null where it is not known. */
  readonly changes: readonly ChangedFile[] | null
}
