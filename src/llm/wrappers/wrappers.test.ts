import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Journal } from '../../domain/index.ts'
import { noUsage } from '../../domain/index.ts'
import { CapuchinError, createRandom } from '../../std/index.ts'
import {
  createBudget,
  createRateLimiter,
  createRedactor,
  createReplayModel,
  createScriptedModel,
  loadPrices,
  loadRecording,
  mostItCanCost,
  withBudget,
  withJournal,
  withRateLimit,
  withRecording,
  withRetry,
  type Model,
  type ModelReply,
  type ModelRequest,
} from '../index.ts'

async function ask(model: Model, text = 'hello'): Promise<ModelReply> {
  const parts = model.complete({ messages: [{ role: 'user', text }] }, {})
  for (;;) {
    const next = await parts.next()
    if (next.done) return next.value
  }
}
const failure = (code: string, data = {}) => new CapuchinError(code, code, { data })
const retry = { retries: 2, baseDelayMs: 1, maxDelayMs: 2, random: createRandom(1) }

describe('withRetry', () => {
  it('tries again after a passing failure, as long as Retry-After asks', async () => {
    const delays: number[] = []
    const model = createScriptedModel([
      failure('llm/rate-limited', { retryAfterMs: 5 }),
      failure('llm/unreachable'),
      'done',
    ])
    const reply = await ask(withRetry(model, { ...retry, onRetry: ({ delayMs }) => delays.push(delayMs) }))
    expect(reply.text).toBe('done')
    expect(delays[0]).toBe(5)
  })

  it.each(['llm/auth', 'llm/bad-request', 'llm/budget'])('does not try %s again', async (code) => {
    const model = createScriptedModel([failure(code), 'done'])
    await expect(ask(withRetry(model, retry))).rejects.toMatchObject({ code })
    expect(model.requests).toHaveLength(1)
  })

  it('gives up after its tries', async () => {
    const model = createScriptedModel(() => failure('llm/unreachable'))
    await expect(ask(withRetry(model, retry))).rejects.toMatchObject({ code: 'llm/unreachable' })
    expect(model.requests).toHaveLength(3)
  })
})

describe('withBudget', async () => {
  const priced = await loadPrices({ 'scripted/scripted': { input: 1_000_000, output: 0 } })
  it('refuses the call that could pass the cap and counts what was spent', async () => {
    const budget = createBudget(5)
    const model = withBudget(
      createScriptedModel(() => 'ok', { ...noUsage, costUsd: 2 }),
      { budget, priceOf: priced },
    )
    await ask(model)
    expect(budget.spentUsd()).toBe(2)
    await ask(model)
    await expect(ask(model)).rejects.toMatchObject({ code: 'llm/budget' })
  })

  it('counts tools and their calls as part of the prompt', () => {
    const call = { id: 'c', name: 'write', input: { text: 'x'.repeat(3_000) } }
    const costOf = (request: ModelRequest): number =>
      mostItCanCost({ provider: 'scripted', model: 'scripted' }, { request, priceOf: priced })
    const plain = costOf({ messages: [{ role: 'assistant', text: '' }] })
    expect(costOf({ messages: [{ role: 'assistant', text: '', toolCalls: [call] }] })).toBeGreaterThan(
      plain + 1_000,
    )
    const tool = { name: 'write', description: 'x'.repeat(3_000), inputSchema: {} }
    expect(costOf({ messages: [{ role: 'assistant', text: '' }], tools: [tool] })).toBeGreaterThan(
      plain + 1_000,
    )
  })

  it('does not stop a run whose price is unknown', async () => {
    const model = withBudget(
      createScriptedModel(() => 'ok', { ...noUsage, costUsd: null }),
      { budget: createBudget(0.01) },
    )
    expect((await ask(model)).text).toBe('ok')
  })
})

describe('withRateLimit', () => {
  it('keeps to the number at once', async () => {
    let running = 0
    let most = 0
    const slow: Model = {
      id: { provider: 'p', model: 'm' },
      async *complete() {
        running += 1
        most = Math.max(most, running)
        await new Promise((done) => setTimeout(done, 5))
        yield { type: 'text', text: 'x' }
        running -= 1
        return { text: 'x', toolCalls: [], usage: noUsage, finishReason: 'stop', fromJournal: false }
      },
    }
    const model = withRateLimit(slow, createRateLimiter({ concurrency: 2, perMinute: null }))
    await Promise.all(Array.from({ length: 6 }, () => ask(model)))
    expect(most).toBe(2)
  })
})

describe('withJournal', () => {
  it('streams a live reply and plays a recorded one without asking', async () => {
    const kept = new Map<string, unknown>()
    const journal: Journal = {
      ask: async (entry, run) => {
        const stored = entry.schema.safeParse(kept.get(entry.key))
        if (stored.success) return { value: stored.data, fromJournal: true }
        const value = await run()
        kept.set(entry.key, value)
        return { value, fromJournal: false }
      },
    }
    const inner = createScriptedModel(['a reply'])
    const model = withJournal(inner, { journal, stage: 's', step: () => 0 })
    expect(await ask(model)).toMatchObject({ text: 'a reply', fromJournal: false })
    expect(await ask(model)).toMatchObject({ text: 'a reply', fromJournal: true })
    expect(inner.requests).toHaveLength(1)
  })
})

describe('recordings', () => {
  it('answer equal requests, name the first difference of others, and hold no secret', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'recording-'))
    const file = join(folder, 'run.jsonl')
    const redact = createRedactor(['hunter2-hunter2'])
    const model = withRecording(createScriptedModel(['one', 'two']), { file, redact })
    await ask(model, 'first question with hunter2-hunter2')
    await ask(model, 'second question')
    expect(readFileSync(file, 'utf8')).not.toContain('hunter2')
    const recording = await loadRecording(file)
    const replay = createReplayModel(model.id, { recording, match: 'hash' })
    expect((await ask(replay, 'second question')).text).toBe('two')
    expect((await ask(replay, 'first question with hunter2-hunter2')).text).toBe('one')
    await expect(ask(replay, 'second query')).rejects.toMatchObject({
      code: 'llm/replay-mismatch',
      message: expect.stringContaining('messages.0.text (character 10)'),
    })
    const loose = createReplayModel(model.id, { recording, match: 'position' })
    expect([(await ask(loose, 'x')).text, (await ask(loose, 'y')).text]).toEqual(['one', 'two'])
    rmSync(folder, { recursive: true })
  })
})

describe('createRedactor', () => {
  it('removes known secrets and what looks like a key', () => {
    const redact = createRedactor(['my-secret-value'])
    expect(redact('a my-secret-value b sk-ant-abcdefghijklmnopqrstuvwx c')).toBe(
      'a [redacted] b [redacted] c',
    )
  })
})
