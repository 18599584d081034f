import { noUsage, type Usage } from '../domain/index.ts'
import { CapuchinError } from '../std/index.ts'
import type { Model, ModelReply, ModelRequest } from './model.ts'

export type ScriptedReply = string | Error | Partial<ModelReply>

/**
 * A model that says what it is told to, one reply a call, and keeps what it was asked. An Error is thrown. A function
 * decides from the request.
 */
export function createScriptedModel(
  replies: readonly ScriptedReply[] | ((request: ModelRequest, call: number) => ScriptedReply),
  usage: Usage = noUsage,
): Model & { readonly requests: readonly ModelRequest[] } {
  const requests: ModelRequest[] = []
  return {
    id: { provider: 'scripted', model: 'scripted' },
    requests,
    async *complete(request) {
      const call = requests.push(request) - 1
      const reply = typeof replies === 'function' ? replies(request, call) : replies[call]
      if (reply === undefined) throw new CapuchinError('llm/bad-request', `the script holds no reply ${call}`)
      if (reply instanceof Error) throw reply
      const whole = typeof reply === 'string' ? { text: reply } : reply
      const text = whole.text ?? ''
      for (let at = 0; at < text.length; at += 80) {
        yield await Promise.resolve({ type: 'text' as const, text: text.slice(at, at + 80) })
      }
      return {
        text,
        toolCalls: [],
        usage,
        finishReason: 'stop',
        fromJournal: false,
        ...whole,
      } satisfies ModelReply
    },
  }
}
