import { addUsage, type AttemptEvent, type ToolCall } from '../../../domain/index.ts'
import type { ModelReply } from '../../../llm/index.ts'
import type { AgentEnding, AgentInput } from './agent-state.ts'
import { askModel, tellOpening } from './ask-model.ts'
import { readCalls } from './call-style.ts'
import { nudge } from './nudge.ts'
import { prompt } from './prompts.ts'
import type { Trace } from './stuck.ts'
import { answerCall, refuseCall } from './tools/answer-call.ts'
import { readCall } from './tools/read-call.ts'
import { createTurn } from './turn.ts'

/** One reply and what follows from it; null where the next may come. */
export async function* takeTurn(input: AgentInput): AsyncGenerator<AttemptEvent, AgentEnding | null> {
  const { state, settings } = input
  const asked = yield* askModel(input)
  if (asked.kind === 'ending') return asked.ending
  const { reply } = asked
  state.usage = addUsage(state.usage, reply.usage)
  const { style, calls } = readCalls(reply, { toolCalls: settings.toolCalls, step: state.step })
  if (calls.length > 0 && style !== state.style) {
    // A server that hands calls on as text is told of tools as text too.
    state.style = style
    yield* tellOpening(input)
  }
  const [call, ...others] = calls
  const { answer, trace, ending } = yield* call === undefined
    ? answerNothing(input, reply)
    : answerFirst(input, reply, call)
  for (const other of others) yield notRun(other, prompt('one-at-a-time'))
  state.turns.push(createTurn({ reply: reply.text, style, calls, answer }))
  state.traces.push(trace)
  return ending
}

interface Answered {
  readonly answer: string
  readonly trace: Trace
  readonly ending: AgentEnding | null
}

function* answerNothing({ state }: AgentInput, reply: ModelReply): Generator<AttemptEvent, Answered> {
  state.silent += 1
  const isCut = reply.finishReason === 'length'
  const answer = isCut ? prompt('cut-off') : nudge(state.silent)
  yield { type: 'reflection', cause: isCut ? 'cut off for length' : 'no tool call', text: answer }
  return { answer, trace: { kind: 'message', text: reply.text }, ending: null }
}

async function* answerFirst(
  { state, workspace, warnings }: AgentInput,
  reply: ModelReply,
  call: ToolCall,
): AsyncGenerator<AttemptEvent, Answered> {
  const isCut = reply.finishReason === 'length' && readCall(call).kind === 'action'
  const answered = isCut
    ? refuseCall(call, prompt('cut-off'))
    : await answerCall(call, async (action) => {
        const { observed, fromJournal } = await workspace.act(state.step, action)
        return { ...observed, fromJournal }
      })
  const { trace } = answered
  if (answered.kind === 'refused') {
    yield notRun(call, answered.text)
    return { answer: answered.text, trace, ending: null }
  }
  if (answered.kind === 'finished') {
    const { message } = answered
    yield { ...notRun(call, ''), ran: true }
    return { answer: '', trace, ending: { kind: 'finished', message } }
  }
  for (const text of warnings.splice(0)) yield { type: 'warning', text }
  const { text: answer, exitCode, durationMs, fromJournal } = answered.observed
  yield { type: 'tool-call', call, ran: true, observation: answer, exitCode, durationMs, fromJournal }
  return { answer, trace, ending: null }
}

function notRun(call: ToolCall, observation: string) {
  return {
    type: 'tool-call',
    call,
    ran: false,
    observation,
    exitCode: null,
    durationMs: 0,
    fromJournal: false,
  } as const
}
