import type { GeneratedTest, ScriptRun } from '../../../domain/index.ts'
import type { Review } from '../../review.ts'
import type { Conversation, LimitState, Reply } from './conversation.ts'
import type { TakenEdit } from './taken-edit.ts'

export type ActiveEditingState =
  | 'write-initial-edit'
  | 'validate-initial-edit'
  | 'exec-script'
  | 'approve-or-revise'
  | 'validate-approve-or-revise'

/** `done`: the model, or all that was run, says so. The last edit and script hold in any case. */
export type EditingStateName = ActiveEditingState | 'done' | LimitState

export interface EditingState {
  readonly at: EditingStateName
  readonly conversation: Conversation
  /** Not looked into yet; null where there is none. */
  readonly reply: Reply | null
  /** The newest edit that applied, against the code as it was. */
  readonly edit: TakenEdit | null
  readonly test: GeneratedTest | null
  /** Of the present script, on the code as it was and with the present edit; null for what has not been run. */
  readonly baseRun: ScriptRun | null
  readonly editedRun: ScriptRun | null
  /** What the visible tests say of a patch. */
  readonly review: { readonly patch: string; readonly review: Review } | null
  /** Patch of an edit that was sent back because files no longer parsed with it. */
  readonly doubted: string | null
}
