import { z } from 'zod'
import type { AttemptEvent, Message } from '../../../domain/index.ts'
import type { ModelReply, ModelRequest } from '../../../llm/index.ts'
import { hasCode, messageOf } from '../../../std/index.ts'
import { streamReply } from '../../stream-reply.ts'
import type { AgentEnding, AgentInput } from './agent-state.ts'
import { estimateTokens } from '../../context/token-estimate.ts'
import { condense, renderTurns } from './condense.ts'
import { openConversation, type Opening } from './opening.ts'
import { findStuck } from './stuck.ts'

export type Asked =
  | { readonly kind: 'reply'; readonly reply: ModelReply }
  | { readonly kind: 'ending'; readonly ending: AgentEnding }

/**
 * One reply to the conversation as it stands. Where the model cannot take its length, it is shortened; where the
 * provider refuses tools, calls become text. Both are tried again at once.
 */
export async function* askModel(input: AgentInput): AsyncGenerator<AttemptEvent, Asked> {
  const { settings, state, model, signal } = input
  let limitTokens = settings.historyTokens
  for (;;) {
    const opening = openConversation(input, state.style)
    yield* shorten(input, { opening, limitTokens })
    const reason = findStuck(state.traces)
    if (reason !== null) return { kind: 'ending', ending: { kind: 'limit', which: 'stuck', reason } }
    const request = toRequest(input, opening)
    try {
      return { kind: 'reply', reply: yield* streamReply(model, request, { signal }) }
    } catch (error) {
      if (hasCode(error, 'llm/context-length')) {
        const before = state.condensation
        limitTokens = Math.floor(Math.min(limitTokens, tokensOf(request.messages)) / 2)
        yield* shorten(input, { opening, limitTokens })
        if (before === state.condensation) throw error
      } else if (refusesTools(error) && state.style === 'native' && settings.toolCalls === 'auto') {
        state.style = 'text'
        yield { type: 'warning', text: `tools are called as text from here on: ${messageOf(error)}` }
        yield* tellOpening(input)
      } else throw error
    }
  }
}

/** A router says of a model that takes no tools that it does not know it. */
function refusesTools(error: unknown): boolean {
  return hasCode(error, 'llm/bad-request') || hasCode(error, 'llm/unknown-model')
}

/** Tells what requests begin with, when that changes. */
export function* tellOpening(input: AgentInput): Generator<AttemptEvent> {
  const { style } = input.state
  const { messages, tools } = openConversation(input, style)
  const told = tools.map((tool) => ({ ...tool, inputSchema: z.json().parse(tool.inputSchema) }))
  yield { type: 'conversation', messages: [...messages], tools: told, toolCalls: style }
}

function* shorten(
  { state }: AgentInput,
  { opening, limitTokens }: { readonly opening: Opening; readonly limitTokens: number },
): Generator<AttemptEvent> {
  const headTokens = tokensOf(opening.messages)
  const now = condense(state.turns, state.condensation, { headTokens, limitTokens })
  if (now === state.condensation) return
  const { shortened, left } = now
  if (shortened === state.condensation.shortened && left === state.condensation.left) return
  state.condensation = now
  state.traces.push({ kind: 'condensed' })
  yield { type: 'condensed', shortened, left }
}

function toRequest({ settings, state }: AgentInput, { messages, tools }: Opening): ModelRequest {
  const { left } = state.condensation
  const head =
    left === 0
      ? messages
      : messages.map((message) => (message.role === 'user' ? sayLeft(message, left) : message))
  const shown = [...head, ...renderTurns(state.turns, state.condensation, state.style)]
  return {
    messages: shown.map((message, at) =>
      at === shown.length - 1 ? { ...message, cacheMark: true } : message,
    ),
    sampling: settings.sampling,
    ...(state.style === 'native' ? { tools } : {}),
  }
}

function sayLeft(message: Message, left: number): Message {
  return { ...message, text: `${message.text}\n\n[Your first ${left} turns are left out here.]` }
}

function tokensOf(messages: readonly Message[]): number {
  return messages.reduce((sum, { text }) => sum + estimateTokens(text), 0)
}
