import type { ToolCall } from '../../../domain/index.ts'
import type { ModelReply } from '../../../llm/index.ts'
import { parseCalls } from './calls-as-text.ts'
import type { ToolAgentOptions } from './options.ts'

/** How a model calls tools: by its provider's own means, or as text of its reply. */
export type CallStyle = 'native' | 'text'

/** How it does at first; `auto` goes over to text where the provider refuses. */
export function firstStyle({ toolCalls }: Pick<ToolAgentOptions, 'toolCalls'>): CallStyle {
  return toolCalls === 'text' ? 'text' : 'native'
}

export interface Called {
  readonly style: CallStyle
  readonly calls: readonly ToolCall[]
}

/** The calls of a reply. Some servers hand on as text what their model meant as a call. */
export function readCalls(
  reply: Pick<ModelReply, 'text' | 'toolCalls'>,
  { toolCalls, step }: Pick<ToolAgentOptions, 'toolCalls'> & { readonly step: number },
): Called {
  if (reply.toolCalls.length > 0 || toolCalls === 'native') return { style: 'native', calls: reply.toolCalls }
  const written = parseCalls(reply.text)
  return {
    style: 'text',
    calls: written.map((call, at) => ({ id: `call_${step}_${at}`, ...call, input: { ...call.input } })),
  }
}
