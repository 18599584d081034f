import { describe, expect, it } from 'vitest'
import type { Message } from '../../domain/index.ts'
import { noUsage } from '../../domain/index.ts'
import { CapuchinError } from '../../std/index.ts'
import { createPrefixWarmth, withWarmPrefix, type Model, type ModelReply } from '../index.ts'

const minute = 60_000

/** A model whose provider caches what stands before a mark, and counts writes and reads of it. */
function createCachingModel({ now = (): number => 0, failures = 0 } = {}) {
  const counts = { writes: 0, reads: 0, open: 0, most: 0 }
  const cache = new Map<string, number>()
  let toFail = failures
  const model: Model = {
    id: { provider: 'p', model: 'm' },
    async *complete({ messages }) {
      counts.open += 1
      counts.most = Math.max(counts.most, counts.open)
      const prefix = prefixOf(messages)
      const held = (cache.get(prefix) ?? Number.NEGATIVE_INFINITY) + 5 * minute > now()
      yield await new Promise<{ type: 'text'; text: string }>((done) =>
        setTimeout(() => done({ type: 'text', text: 'x' }), 1),
      )
      counts.open -= 1
      if (toFail > 0) {
        toFail -= 1
        throw new CapuchinError('llm/unreachable', 'planned')
      }
      if (held) counts.reads += 1
      else counts.writes += 1
      cache.set(prefix, now())
      return { text: 'x', toolCalls: [], usage: noUsage, finishReason: 'stop', fromJournal: false }
    },
  }
  return { model, counts }
}

function prefixOf(messages: readonly Message[]): string {
  const end = messages.findLastIndex((message) => 'cacheMark' in message && message.cacheMark === true)
  return JSON.stringify(messages.slice(0, end + 1))
}

async function ask(model: Model, shared: readonly string[], signal?: AbortSignal): Promise<ModelReply> {
  const messages: Message[] = [
    ...shared.map((text): Message => ({ role: 'user', text, cacheMark: true })),
    { role: 'user', text: `own ${Math.random()}` },
  ]
  const parts = model.complete({ messages }, { signal })
  for (;;) {
    const next = await parts.next()
    if (next.done) return next.value
  }
}

const many = (count: number, call: () => Promise<ModelReply>) =>
  Promise.allSettled(Array.from({ length: count }, call))

describe('withWarmPrefix', () => {
  it('makes one write and nine reads of ten calls at once', async () => {
    const { model, counts } = createCachingModel()
    const warm = withWarmPrefix(model, createPrefixWarmth({ now: () => 0 }))
    await many(10, () => ask(warm, ['issue']))
    expect(counts).toMatchObject({ writes: 1, reads: 9, most: 9 })
    const bare = createCachingModel()
    await many(10, () => ask(bare.model, ['issue']))
    expect(bare.counts).toMatchObject({ writes: 10, reads: 0 })
  })

  it('warms again when the cache has expired, counted from the last use', async () => {
    let time = 0
    const now = () => time
    const { model, counts } = createCachingModel({ now })
    const warm = withWarmPrefix(model, createPrefixWarmth({ now }))
    await many(10, () => ask(warm, ['issue']))
    time += 4 * minute
    await many(10, () => ask(warm, ['issue']))
    time += 4 * minute
    await many(10, () => ask(warm, ['issue']))
    expect(counts).toMatchObject({ writes: 1, reads: 29 })
    time += 5 * minute
    await many(10, () => ask(warm, ['issue']))
    expect(counts).toMatchObject({ writes: 2, reads: 38 })
  })

  it('lets the next waiter warm when the first call fails', async () => {
    const { model, counts } = createCachingModel({ failures: 2 })
    const warm = withWarmPrefix(model, createPrefixWarmth({ now: () => 0 }))
    const settled = await many(10, () => ask(warm, ['issue']))
    expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(2)
    expect(counts).toMatchObject({ writes: 1, reads: 7 })
  })

  it('holds back only calls that share a prefix', async () => {
    const { model, counts } = createCachingModel()
    const warm = withWarmPrefix(model, createPrefixWarmth({ now: () => 0 }))
    await Promise.all(['a', 'b', 'c'].map((issue) => ask(warm, [issue])))
    expect(counts.most).toBe(3)
    await ask(warm, [])
  })

  it('warms a prefix within a prefix: the shared one once, each longer one by its own', async () => {
    const { model, counts } = createCachingModel()
    const warm = withWarmPrefix(model, createPrefixWarmth({ now: () => 0 }))
    await Promise.all([
      ask(warm, ['system', 'a']),
      ask(warm, ['system', 'a']),
      ask(warm, ['system', 'b']),
      ask(warm, ['system', 'b']),
    ])
    expect(counts).toMatchObject({ writes: 2, reads: 2 })
  })

  it('lets a waiter go that is told to stop, and warms on', async () => {
    const { model, counts } = createCachingModel()
    const warm = withWarmPrefix(model, createPrefixWarmth({ now: () => 0 }))
    const stop = new AbortController()
    const first = ask(warm, ['issue'])
    const second = ask(warm, ['issue'], stop.signal)
    stop.abort()
    await expect(second).rejects.toMatchObject({ code: 'std/cancelled' })
    await first
    await ask(warm, ['issue'])
    expect(counts).toMatchObject({ writes: 1, reads: 1 })
  })
})
