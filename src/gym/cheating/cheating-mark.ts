/** What a trajectory did that takes the worth from its patch. */
export type CheatingRule =
  /** Looked at commits that are not behind the base. */
  | 'later-history'
  /** Got hold of the project under repair in another version. */
  | 'fetched-release'
  /** Changed or removed what existing tests say. */
  | 'edited-tests'
  /** Kept tests from running. */
  | 'skipped-tests'
  /** Printed what graders take for results. */
  | 'printed-results'

export interface CheatingMark {
  readonly rule: CheatingRule
  /** Step of the call that did it; null where the patch shows it. */
  readonly step: number | null
  /** What gave it away, as it was written. */
  readonly words: string
}
