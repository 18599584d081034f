import { basename } from 'node:path'
import { z } from 'zod'
import { messageSchema, type Message, type Trajectory } from '../../domain/index.ts'
import { loadRecording, storedReplySchema } from '../../llm/index.ts'
import { patchIdOf } from '../../selection/index.ts'
import { CapuchinError, sha256 } from '../../std/index.ts'
import type { KeptRequest, Store } from '../../store/index.ts'
import type { RunVerdicts } from '../analyze/verdict-lines.ts'
import { strategyNameOf } from '../create-strategy.ts'
import { solveInputSchema, type SolveInput } from '../solve/solve-records.ts'
import { eventsByAttempt } from './events-by-attempt.ts'
import {
  attemptEnd,
  attemptSteps,
  type AnsweredCall,
  type KnownRequest,
  type TimedEvent,
} from './attempt-trajectory.ts'

/** What a run is about, where it was more than an issue of a checkout. */
export interface RunInstance {
  readonly instanceId: string
  readonly repo?: string | undefined
}

export interface RunTrajectoryOptions {
  readonly verdictOf: RunVerdicts
  readonly instanceOf: (runId: string) => RunInstance | null
  /** Which program writes the record: `capuchin 0.1.0`. */
  readonly exporter: string
}

/**
 * Trajectories of the attempts of a stored run, in order. Messages of a call come from the store, or from the recording
 * that the run wrote or read; where both have none, only its reply is known.
 *
 * @throws CapuchinError `store/no-run`, `export/no-attempts`, `llm/bad-recording`
 */
export async function* runTrajectories(
  store: Store,
  run: string,
  options: RunTrajectoryOptions,
): AsyncGenerator<Trajectory> {
  const { id, input: stored } = await store.loadRun(run)
  const input = solveInputSchema.safeParse(stored).data
  if (!input || input.given !== null)
    throw new CapuchinError('export/no-attempts', `run ${id} is one of select, which makes no attempts`, {
      hint: 'name runs of solve',
    })
  const recorded = await recordedMessages(input)
  for (const [attemptIndex, events] of eventsByAttempt(await store.loadEvents(id)))
    yield await storedTrajectory(store, { runId: id, attemptIndex, input, events, recorded }, options)
}

/** Apart from the generator, which would hold what a trajectory is made of while it is used. */
async function storedTrajectory(
  store: Store,
  attempt: Omit<StoredAttempt, 'answered' | 'settings'> & {
    readonly recorded: Awaited<ReturnType<typeof recordedMessages>>
  },
  options: RunTrajectoryOptions,
): Promise<Trajectory> {
  const { runId, attemptIndex, recorded } = attempt
  const where = { runId, attempt: attemptIndex }
  const requests = await store.loadRequests(where)
  const answered: Answered[] = []
  for await (const { key, value, at, askedAt } of store.readJournal({ ...where, kind: 'model' })) {
    const reply = replySchema.safeParse(value).data
    const request = (): KnownRequest | null => {
      const kept = requests(key)
      const messages = kept?.messages ?? recorded.get(key)
      return messages ? { messages, askedAt: kept?.at ?? null } : null
    }
    const { toolCalls = [], logprobs = null } = reply ?? {}
    answered.push({
      key,
      text: reply?.text ?? null,
      call: { toolCalls, logprobs, time: { at, askedAt }, request },
    })
  }
  const [first] = answered
  const settings = first ? requests(first.key) : null
  return toTrajectory({ ...attempt, answered, settings }, options)
}

interface Answered {
  readonly key: string
  readonly text: string | null
  readonly call: AnsweredCall
}

interface StoredAttempt {
  readonly runId: string
  readonly attemptIndex: number
  readonly input: SolveInput
  readonly events: readonly TimedEvent[]
  readonly answered: readonly Answered[]
  /** The first request. */
  readonly settings: KeptRequest | null
}

const replySchema = storedReplySchema.pick({ text: true, toolCalls: true, logprobs: true })

function toTrajectory(attempt: StoredAttempt, options: RunTrajectoryOptions): Trajectory {
  const { runId, attemptIndex, input, events, answered, settings } = attempt
  const start = events.find(({ event }) => event.type === 'attempt-start')
  const started = start?.event.type === 'attempt-start' ? start.event : null
  const given = options.instanceOf(runId) ?? input.instance
  const instanceId = given?.instanceId ?? ownInstanceId(input)
  const end = attemptEnd(events)
  const patchId = end.patch ? patchIdOf(end.patch) : null
  const resolved =
    patchId === null
      ? end.patch === ''
        ? false
        : null
      : (options.verdictOf(runId, patchId) ?? options.verdictOf(instanceId, patchId))
  return {
    head: {
      type: 'trajectory',
      v: 1,
      trajectoryId: `${runId}/${attemptIndex}`,
      instanceId,
      repo: given?.repo ?? basename(input.root),
      baseCommit: input.head,
      problemStatement: input.issue,
      runId,
      attemptIndex,
      strategy: started?.strategy ?? strategyNameOf(input.config),
      model: started?.model ?? null,
      sampling: settings?.sampling ?? {},
      seed: started?.seed ?? null,
      tools: settings?.tools ?? [],
      startedAt: start?.at ?? null,
      versions: { exporter: options.exporter },
    },
    steps: attemptSteps(events, matchReplies(events, answered)),
    end: { ...end, resolved },
  }
}

/** One issue of one state of one checkout, whichever run it was asked in. */
function ownInstanceId({ root, head, issue }: SolveInput): string {
  return `${basename(root)}-${sha256([root, head ?? '', issue].join('\n')).slice(0, 10)}`
}

/**
 * Journal and events tell of the same replies in the same order. A reply whose text is not that of the journal (it was
 * cut, or holds a secret) is matched by its place.
 */
function matchReplies(
  events: readonly TimedEvent[],
  answered: readonly Answered[],
): readonly (AnsweredCall | null)[] {
  let next = 0
  return events.flatMap(({ event }) => {
    if (event.type !== 'model-reply') return []
    const same = answered.findIndex(({ text }, at) => at >= next && text === event.text)
    const at = same < 0 ? next : same
    next = at + 1
    return [answered[at]?.call ?? null]
  })
}

async function recordedMessages({
  record,
  replay,
}: SolveInput): Promise<ReadonlyMap<string, readonly Message[]>> {
  const file = replay?.file ?? record
  if (file === null || file === undefined) return new Map()
  const calls = await loadRecording(file).catch(() => [])
  return new Map(
    calls.flatMap(({ key, request }) => {
      const messages = requestSchema.safeParse(request).data?.messages
      return messages ? [[key, messages] as const] : []
    }),
  )
}

const requestSchema = z.object({ messages: z.array(messageSchema) })
