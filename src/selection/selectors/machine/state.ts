import type { GeneratedTest, Inquiry, Message, Usage } from '../../../domain/index.ts'
import type { UnreadReply } from './read-reply.ts'
import type { TestRun } from './run-test.ts'

export type ActiveState =
  | 'initial-state'
  | 'initial-fix-formatting'
  | 'exec-script'
  | 'select-or-revise'
  | 'handle-select-or-revise'

/** What ends the machine without its doing. */
export type LimitState = 'completions' | 'context-length' | 'budget'

export interface AskedReply extends UnreadReply {
  /** The state that it answers. */
  readonly asked: ActiveState
  readonly usage: Usage
}

export interface SelectorState {
  readonly at: ActiveState | LimitState | 'done'
  readonly messages: readonly Message[]
  /** Those that were read; a reply is always read before the next call. */
  readonly completions: Inquiry['completions']
  /** The newest one, while it is unread. */
  readonly reply: AskedReply | null
  /** The newest script. */
  readonly test: GeneratedTest | null
  readonly runs: readonly TestRun[]
  /** Why the last reply could not be read. */
  readonly complaint: string
  /** As the model named it. */
  readonly chosen: string | null
}

export function startState(system: string): SelectorState {
  return {
    at: 'initial-state',
    messages: [{ role: 'system', text: system, cacheMark: true }],
    completions: [],
    reply: null,
    test: null,
    runs: [],
    complaint: '',
    chosen: null,
  }
}
