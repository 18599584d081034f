import { z } from 'zod'
import type { Journal } from '../../domain/index.ts'
import { CapuchinError, hashJson, hasCode, messageOf, sleep } from '../../std/index.ts'
import { modelKey } from '../model-key.ts'
import type { Model, ModelPart, ModelReply, ModelRequest } from '../model.ts'
import { slowTierShare, unknownPrice, type PriceOf } from '../prices.ts'
import { mostItCanCost, type Budget } from '../wrappers/budget.ts'
import type { BatchOutcome, BatchTier } from './batch-tier.ts'

export interface BatchedOptions {
  readonly tier: BatchTier
  /** The model that answers the nth request by itself: what the batch does not answer in time, and what is asked after it. */
  readonly live: (index: number) => Model
  /** Keeps the batch's id, so that a later process goes on with the same batch. */
  readonly journal: Journal
  readonly stage: string
  /** All answers are wanted within this time of the first question. */
  readonly deadlineMs: number
  readonly budget?: Budget
  readonly priceOf?: PriceOf
  /** Told what becomes of the batch. */
  readonly note?: (text: string) => void
  readonly pollEveryMs?: number
  readonly now?: () => number
}

/**
 * Has a batch tier complete requests, and a live model whatever the tier has not completed when the deadline nears,
 * or not at all. Returns the model that answers the nth request. Nothing is submitted before the first question, so
 * that a run whose journal holds all answers starts no batch.
 */
export function completeAll(
  requests: readonly ModelRequest[],
  options: BatchedOptions,
): (index: number) => Model {
  const { tier, live, budget } = options
  const keys = requests.map((request) => modelKey(tier.id, request))
  let outcomes: Promise<ReadonlyMap<number, BatchOutcome>> | null = null
  return (index) => ({
    id: tier.id,
    async *complete(request, { signal }): AsyncGenerator<ModelPart, ModelReply> {
      const planned = modelKey(tier.id, request) === keys[index]
      if (planned) outcomes ??= runBatch({ requests, keys }, options, signal)
      const outcome = planned ? (await outcomes)?.get(index) : undefined
      if (outcome?.kind !== 'reply') return yield* live(index).complete(request, { signal })
      const { reply } = outcome
      budget?.addSpent(reply.usage.costUsd ?? 0)
      if (reply.text !== '') yield { type: 'text', text: reply.text }
      return { ...reply, fromJournal: false }
    },
  })
}

/** Share of the time after which a batch is given up; the rest is for the live calls. */
const patience = 0.7
/** Share of the time that a batch may take to end once it is told to: what it had answered by then is paid for. */
const farewell = 0.1

interface Planned {
  readonly requests: readonly ModelRequest[]
  readonly keys: readonly string[]
}

const submittedSchema = z.object({ id: z.string(), at: z.number() })
type Submitted = z.infer<typeof submittedSchema>

const nothing: ReadonlyMap<number, BatchOutcome> = new Map()

/** Never fails but when it is told to stop or the money is out: what a batch cannot do is done live. */
async function runBatch(
  planned: Planned,
  options: BatchedOptions,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<number, BatchOutcome>> {
  const { note = () => undefined } = options
  try {
    const batch = await submit(planned, options, signal)
    const outcomes = await awaitResults(batch, options, signal)
    const answered = [...outcomes.values()].filter(({ kind }) => kind === 'reply').length
    const left = planned.requests.length - answered
    note(`batch ${batch.id}: ${answered} answers${left > 0 ? `, ${left} requests go live` : ''}`)
    return outcomes
  } catch (error) {
    if (signal?.aborted || !hasCode(error, 'llm') || hasCode(error, 'llm/budget')) throw error
    note(`no batch: ${messageOf(error)}; all requests go live`)
    return nothing
  }
}

/** The batch that an earlier process submitted for the same requests, else a new one. */
async function submit(
  { requests, keys }: Planned,
  { tier, journal, stage, budget, priceOf = unknownPrice, now = Date.now }: BatchedOptions,
  signal: AbortSignal | undefined,
): Promise<Submitted> {
  const most = requests.reduce((sum, request) => sum + mostItCanCost(tier.id, { request, priceOf }), 0)
  const intendedCostUsd = most * slowTierShare
  const { value } = await journal.ask(
    {
      kind: 'model',
      stage: `${stage}-batch`,
      step: 0,
      key: hashJson([tier.id.provider, tier.id.model, ...keys]),
      intendedCostUsd,
      // Each answer is paid for where it is written down.
      costUsdOf: () => 0,
      independent: true,
      schema: submittedSchema,
    },
    async () => {
      // Refused before anything is sent when the money is not there.
      ;(await budget?.reserve(intendedCostUsd, { signal }))?.settle(0)
      return { id: await tier.submit(requests, { signal }), at: now() }
    },
  )
  return value
}

/** Waits for a batch to end by itself, then cancels it, and takes what it has answered. */
async function awaitResults(
  { id, at }: Submitted,
  { tier, deadlineMs, pollEveryMs = 15_000, now = Date.now }: BatchedOptions,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<number, BatchOutcome>> {
  const giveUpAt = at + deadlineMs * patience
  let leaveAt = Number.POSITIVE_INFINITY
  let cancelled = false
  for (;;) {
    const ended = await passing(async () => {
      const { ended } = await tier.poll(id, { signal })
      return ended ? tier.results(id, { signal }) : null
    })
    if (ended) return ended
    if (now() >= leaveAt) return nothing
    const late = now() >= giveUpAt
    if (late) leaveAt = Math.min(leaveAt, now() + deadlineMs * farewell)
    if (late && !cancelled) cancelled = (await passing(() => tell(tier.cancel(id, { signal })))) ?? false
    await sleep(Math.max(1, Math.min(pollEveryMs, (late ? leaveAt : giveUpAt) - now())), { signal })
  }
}

async function tell(told: Promise<void>): Promise<true> {
  await told
  return true
}

/** Null where the provider could not be asked just now; a question may be put again. */
async function passing<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask()
  } catch (error) {
    const mayPass = ['llm/unreachable', 'llm/rate-limited', 'llm/bad-reply'].some((code) =>
      hasCode(error, code),
    )
    if (error instanceof CapuchinError && mayPass) return null
    throw error
  }
}
