import type { Trajectory } from '../../domain/index.ts'
import type { ChatMessage } from '../rows/chat-message.ts'

/** What a verifier is trained on: a question of an attempt, and whether it was resolved. */
export interface VerifierExample {
  readonly messages: readonly [system: ChatMessage, user: ChatMessage, answer: ChatMessage]
  readonly resolved: boolean
}

/** An example, or why there is none. */
export type MadeExample =
  | { readonly ok: true; readonly example: VerifierExample }
  | { readonly ok: false; readonly reason: string }

/** One way to ask a verifier; its answers are single words that are easy to score. */
export interface VerifierStyle {
  readonly name: string
  readonly make: (trajectory: Trajectory) => MadeExample
}

export function toExample(asked: {
  readonly system: string
  readonly user: string
  readonly answer: string
  readonly resolved: boolean
}): MadeExample {
  const { system, user, answer, resolved } = asked
  return {
    ok: true,
    example: {
      messages: [
        { role: 'system', content: system, train: false },
        { role: 'user', content: user, train: false },
        { role: 'assistant', content: answer, train: true },
      ],
      resolved,
    },
  }
}
