import { afterEach, describe, expect, it } from 'vitest'
import { forgetfulJournal, type Journal } from '../../domain/index.ts'
import {
  completeAll,
  completeReply,
  createBatchTier,
  createBudget,
  createScriptedModel,
  loadPrices,
  type BatchedOptions,
  type ModelReply,
  type ModelRequest,
} from '../index.ts'
import {
  createFakeBatchEndpoint,
  type BatchWire,
  type FakeBatchEndpoint,
  type FakeBatchScript,
} from './fake-batch-endpoint.ts'

const minute = 60_000
const requests: readonly ModelRequest[] = Array.from({ length: 5 }, (_, at) => ({
  messages: [
    { role: 'system', text: 'the issue', cacheMark: true },
    { role: 'user', text: `file ${at}` },
  ],
}))
const names: Readonly<Record<BatchWire, string>> = {
  openai: 'openai/gpt-5-mini',
  anthropic: 'anthropic/claude-haiku-4-5',
}
const priceOf = await loadPrices({
  'gpt-5-mini': { input: 1, output: 10, cacheRead: 0.5 },
  'claude-haiku-4-5': { input: 1, output: 10, cacheRead: 0.5 },
})
/** 20 fresh and 80 cached tokens in, 7 out, at half the price. */
const halfPrice = (20 * 1 + 80 * 0.5 + 7 * 10) / 1_000_000 / 2

let endpoint: FakeBatchEndpoint | null = null
afterEach(async () => {
  await endpoint?.[Symbol.asyncDispose]()
  endpoint = null
})

interface Ran {
  readonly replies: readonly ModelReply[]
  /** Places of the requests that were sent live. */
  readonly live: readonly number[]
  readonly notes: string
}

/** Asks everything at once; time stands still but for `onPoll`. */
async function run(
  wire: BatchWire,
  url: string,
  options: Partial<BatchedOptions> & {
    readonly signal?: AbortSignal
    readonly asked?: readonly ModelRequest[]
  } = {},
): Promise<Ran> {
  const env = { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: url, ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: url }
  const tier = createBatchTier(names[wire], { env, priceOf })
  if (!tier) throw new Error('no tier')
  const live = createScriptedModel(({ messages }) => `live ${messages[1]?.text}`)
  const notes: string[] = []
  const modelAt = completeAll(requests, {
    tier,
    live: () => live,
    journal: forgetfulJournal,
    stage: 'scan',
    deadlineMs: 60 * minute,
    pollEveryMs: 1,
    now: () => 0,
    priceOf,
    note: (text) => notes.push(text),
    ...options,
  })
  const { signal, asked = requests } = options
  const replies = await Promise.all(
    asked.map((request, at) => completeReply(modelAt(at), request, { signal })),
  )
  const places = live.requests.map(({ messages }) => Number(messages[1]?.text.split(' ')[1]))
  return { replies, live: places, notes: notes.join('\n') }
}

async function serve(wire: BatchWire, script: Partial<FakeBatchScript> = {}): Promise<string> {
  endpoint = await createFakeBatchEndpoint(wire, { answer: (at) => `batch ${at}`, ...script })
  return endpoint.url
}

const count = (pattern: RegExp): number => endpoint?.calls.filter((call) => pattern.test(call)).length ?? 0
const submitted = /^POST \/(?:messages\/)?batches$/

function createMemoryJournal(): Journal {
  const kept = new Map<string, unknown>()
  return {
    ask: async (entry, run) => {
      const known = entry.schema.safeParse(kept.get(entry.key))
      if (known.success) return { value: known.data, fromJournal: true }
      const value = await run()
      kept.set(entry.key, value)
      return { value, fromJournal: false }
    },
  }
}

describe.each<BatchWire>(['openai', 'anthropic'])('completeAll over %s', (wire) => {
  it('takes every answer from a batch that ends in time, at half the price', async () => {
    const budget = createBudget(1)
    const { replies, live, notes } = await run(wire, await serve(wire, { endsAfterPolls: 3 }), { budget })
    expect(replies.map(({ text }) => text)).toEqual(requests.map((_, at) => `batch ${at}`))
    expect(replies[0]).toMatchObject({ finishReason: 'stop', fromJournal: false })
    expect(replies[0]?.usage).toMatchObject({ inputTokens: 100, cacheReadTokens: 80, outputTokens: 7 })
    expect(replies[0]?.usage.costUsd).toBeCloseTo(halfPrice, 10)
    expect(budget.spentUsd()).toBeCloseTo(5 * halfPrice, 10)
    expect(live).toEqual([])
    expect(endpoint?.batches).toHaveLength(1)
    expect(JSON.stringify(endpoint?.batches[0]?.[4])).toContain('file 4')
    expect(notes).toContain('5 answers')
  })

  it('sends live what failed alone, and what is asked beside the plan', async () => {
    const url = await serve(wire, { endsAfterPolls: 1, answer: (at) => (at === 2 ? null : `batch ${at}`) })
    const asked = requests.with(0, {
      messages: [requests[0]?.messages[0] ?? never(), { role: 'user', text: 'file 99' }],
    })
    const { replies, live } = await run(wire, url, { asked })
    expect(live.toSorted((a, b) => a - b)).toEqual([2, 99])
    expect(replies[2]?.text).toBe('live file 2')
    expect(replies[4]?.text).toBe('batch 4')
  })

  it('cancels when the deadline nears, and takes what there is', async () => {
    let time = 0
    const url = await serve(wire, { answeredAtCancel: 3, onPoll: () => (time += 10 * minute) })
    const { replies, live, notes } = await run(wire, url, { now: () => time })
    expect(count(/\/cancel$/)).toBe(1)
    expect(live).toEqual([3, 4])
    expect(replies.slice(0, 3).map(({ text }) => text)).toEqual(['batch 0', 'batch 1', 'batch 2'])
    expect(notes).toContain('3 answers, 2 requests go live')
  })

  it('does not wait for a batch that does not end when it is told to', async () => {
    let time = 0
    const url = await serve(wire, { answeredAtCancel: null, onPoll: () => (time += 5 * minute) })
    const { live } = await run(wire, url, { now: () => time })
    expect(live).toEqual([0, 1, 2, 3, 4])
    expect(time).toBeLessThan(60 * minute)
  })

  it.each<[string, Partial<FakeBatchScript>]>([
    ['fails', { endsAfterPolls: 2, ending: 'failed' }],
    ['is refused', { submitStatus: 400 }],
    ['meets a broken server', { submitStatus: 503 }],
  ])('does everything live when the batch %s', async (_what, script) => {
    const { live, replies, notes } = await run(wire, await serve(wire, script))
    expect(live).toEqual([0, 1, 2, 3, 4])
    expect(replies.every(({ text }) => text.startsWith('live'))).toBe(true)
    expect(notes).toContain('go live')
  })

  it('goes on with the same batch after it was killed, and starts none when nothing is asked', async () => {
    const journal = createMemoryJournal()
    const stop = new AbortController()
    let polls = 0
    const url = await serve(wire, {
      endsAfterPolls: 6,
      onPoll: () => ((polls += 1) === 3 ? stop.abort() : undefined),
    })
    await expect(run(wire, url, { journal, signal: stop.signal })).rejects.toMatchObject({
      code: 'std/cancelled',
    })
    expect(count(submitted)).toBe(1)
    const { live, replies } = await run(wire, url, { journal })
    expect({ submitted: count(submitted), live }).toEqual({ submitted: 1, live: [] })
    expect(replies[4]?.text).toBe('batch 4')
    const calls = endpoint?.calls.length
    await run(wire, url, { journal, asked: [] })
    expect(endpoint?.calls).toHaveLength(calls ?? 0)
  })

  it('takes the time from the submission, also in a later process', async () => {
    const journal = createMemoryJournal()
    const stop = new AbortController()
    const url = await serve(wire, { answeredAtCancel: 1, onPoll: () => stop.abort() })
    await expect(run(wire, url, { journal, signal: stop.signal })).rejects.toMatchObject({
      code: 'std/cancelled',
    })
    const { live } = await run(wire, url, { journal, now: () => 300 * minute })
    expect(live).toEqual([1, 2, 3, 4])
    expect(count(/\/cancel$/)).toBe(1)
  })

  it('submits nothing that the budget does not allow', async () => {
    const budget = createBudget(0.000_001)
    await expect(run(wire, await serve(wire), { budget })).rejects.toMatchObject({ code: 'llm/budget' })
    expect(count(submitted)).toBe(0)
  })
})

describe('createBatchTier', () => {
  it('knows who has none', () => {
    expect(createBatchTier('some@http://127.0.0.1:1/v1', { env: {} })).toBeNull()
  })

  it('marks what recurs for a provider that wants to be told', async () => {
    await run('anthropic', await serve('anthropic', { endsAfterPolls: 1 }))
    expect(endpoint?.batches[0]?.[0]).toMatchObject({
      params: { system: [{ text: 'the issue', cache_control: { type: 'ephemeral' } }] },
    })
  })
})

function never(): never {
  throw new Error('absent')
}
