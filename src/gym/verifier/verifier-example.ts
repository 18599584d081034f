import type { Trajectory } from '../../domain/index.ts'
import type { ChatMessage } from '../rows/chat-message.ts'
import type { VerifierStyle } from './verifier-style.ts'

/** What a verifier is trained on: a question of an attempt, and whether it was resolved. */
export interface VerifierExample {
  readonly messages: readonly [system: ChatMessage, user: ChatMessage, answer: ChatMessage]
  readonly resolved: boolean
}

/** An example, or why there is none. */
export type MadeExample =
  | { readonly ok: true; readonly example: VerifierExample }
  | { readonly ok: false; readonly reason: string }

/** The question that a verifier will be asked, with the answer that is right by hidden tests. */
export function makeExample({ ask, answer }: VerifierStyle, trajectory: Trajectory): MadeExample {
  const { resolved } = trajectory.end
  if (resolved === null) return { ok: false, reason: 'no-verdict' }
  const asked = ask(trajectory)
  if (!asked.ok) return asked
  const { system, user } = asked.question
  const word = resolved ? answer.resolved : answer.unresolved
  return {
    ok: true,
    example: {
      messages: [
        { role: 'system', content: system, train: false },
        { role: 'user', content: user, train: false },
        { role: 'assistant', content: `${answer.before}${word}${answer.after}`, train: true },
      ],
      resolved,
    },
  }
}
