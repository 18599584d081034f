import {
  noUsage,
  replyMessage,
  toIncrement,
  type AttemptEvent,
  type Message,
  type MissingLogprobs,
  type ModelCall,
  type TokenLogprob,
  type Trajectory,
  type TrajectoryEnd,
} from '../../domain/index.ts'
import { attemptDuration } from './attempt-duration.ts'
import { observationOf } from './observation-of.ts'

/** What is known of a reply besides its event: what was asked, and the calls of tools in it. */
export interface AnsweredCall {
  readonly toolCalls: ModelCall['toolCalls']
  /** Null where nobody asked for them. */
  readonly logprobs: readonly TokenLogprob[] | MissingLogprobs | null
  readonly time: AnswerTime | null
  /** Made when asked for: those of all calls at once would take room that grows with their square. */
  readonly request: () => KnownRequest | null
}

/** When a reply was made, whenever it was told of again since. */
export interface AnswerTime {
  readonly at: number
  /** Null where that was not kept. */
  readonly askedAt: number | null
}

export interface KnownRequest {
  readonly messages: readonly Message[]
  /** When such a request was sent first. */
  readonly askedAt: number | null
}

export interface TimedEvent {
  readonly at: number
  readonly event: AttemptEvent
}

/** What the events of one attempt, and what its replies answered, come to. */
export function attemptSteps(
  events: readonly TimedEvent[],
  answered: readonly (AnsweredCall | null)[],
): Trajectory['steps'] {
  const steps: Trajectory['steps'][number][] = []
  let conversation: readonly Message[] = []
  let place = { step: 0, stage: '' }
  let replies = 0
  for (const { at, event } of events) {
    if (event.type === 'step-start') place = { step: event.step, stage: event.stage }
    if (event.type === 'model-reply') {
      const { request, toolCalls, logprobs, time } = answered[replies++] ?? unknownCall
      const { messages = null, askedAt: firstAskedAt = null } = request() ?? {}
      const askedAt = time?.askedAt ?? firstAskedAt
      const answeredAt = time?.at ?? at
      const call: ModelCall = {
        type: 'call',
        ...place,
        model: event.model,
        sent: messages && toIncrement(conversation, messages),
        text: event.text,
        toolCalls,
        finishReason: event.finishReason,
        usage: event.usage,
        at: answeredAt,
        durationMs: askedAt === null ? null : Math.max(0, answeredAt - askedAt),
        ...toCallLogprobs(logprobs),
      }
      conversation = messages ? [...messages, replyMessage(call)] : []
      steps.push(call)
    }
    const observation = observationOf(event, at)
    if (observation) steps.push(observation)
  }
  return steps
}

/** How an attempt ended, before anyone asked hidden tests. */
export function attemptEnd(events: readonly TimedEvent[]): TrajectoryEnd {
  const last = events.findLast(({ event }) => event.type === 'attempt-end')
  const outcome = last?.event.type === 'attempt-end' ? last.event.outcome : null
  const end = {
    type: 'trajectory-end',
    resolved: null,
    endedAt: last?.at ?? null,
    durationMs: attemptDuration(events),
  } as const
  if (outcome === null)
    return { ...end, patch: null, usage: noUsage, exit: { kind: 'unknown', reason: 'the record has no end' } }
  const { kind, usage } = outcome
  const reason =
    outcome.kind === 'limit'
      ? `${outcome.which}: ${outcome.reason}`
      : 'reason' in outcome
        ? outcome.reason
        : ''
  const patch =
    outcome.kind === 'cancelled' || outcome.kind === 'infra'
      ? null
      : outcome.kind === 'no-patch'
        ? ''
        : (outcome.candidates[0]?.patch ?? '')
  return { ...end, patch, usage, exit: { kind, reason } }
}

const unknownCall: AnsweredCall = { toolCalls: [], logprobs: null, time: null, request: () => null }

function toCallLogprobs(logprobs: AnsweredCall['logprobs']): Pick<ModelCall, 'logprobs' | 'noLogprobs'> {
  if (logprobs === null) return { logprobs }
  return typeof logprobs === 'string' ? { logprobs: null, noLogprobs: logprobs } : { logprobs: [...logprobs] }
}
