import { describe, expect, it } from 'vitest'
import { noUsage } from '../../domain/index.ts'
import { CapuchinError } from '../../std/index.ts'
import { createFakeEndpoint } from '../fake-endpoints.ts'
import {
  completeReply,
  createModel,
  createScriptedModel,
  loadPrices,
  withFlex,
  type Model,
} from '../index.ts'

const request = { messages: [{ role: 'user' as const, text: 'hello' }] }
const standard = () => createScriptedModel(() => 'standard')
const failing = (code: string) => createScriptedModel(() => new CapuchinError(code, 'planned'))
const soon = { until: 60_000, now: () => 0 }

/** Answers when it is told to stop, as a slow model would: not at all. */
const endless: Model = {
  id: { provider: 'p', model: 'm' },
  async *complete(_request, { signal }) {
    await new Promise((_resolve, reject) => {
      const stop = (): void => reject(new CapuchinError('std/cancelled', 'stopped'))
      if (signal?.aborted) stop()
      signal?.addEventListener('abort', stop)
    })
    yield { type: 'text', text: '' }
    return { text: '', toolCalls: [], usage: noUsage, finishReason: 'stop', fromJournal: false }
  },
}

describe('withFlex', () => {
  it('takes the slow tier while there is time', async () => {
    const usual = standard()
    const model = withFlex(createScriptedModel(['slow']), { standard: usual, ...soon })
    expect((await completeReply(model, request, {})).text).toBe('slow')
    expect(usual.requests).toEqual([])
  })

  it('takes the usual one from then on', async () => {
    const slow = createScriptedModel(['slow'])
    const model = withFlex(slow, { standard: standard(), until: 60_000, now: () => 60_000 })
    expect((await completeReply(model, request, {})).text).toBe('standard')
    expect(slow.requests).toEqual([])
  })

  it.each(['llm/rate-limited', 'llm/unreachable'])('takes the usual one on %s', async (code) => {
    const model = withFlex(failing(code), { standard: standard(), ...soon })
    expect((await completeReply(model, request, {})).text).toBe('standard')
  })

  it('does not hide what the usual one would meet too', async () => {
    const model = withFlex(failing('llm/auth'), { standard: standard(), ...soon })
    await expect(completeReply(model, request, {})).rejects.toMatchObject({ code: 'llm/auth' })
  })

  it('gives a slow reply up when the time is over, and stops when it is told to', async () => {
    const model = withFlex(endless, { standard: standard(), until: 5, now: () => 0 })
    expect((await completeReply(model, request, {})).text).toBe('standard')
    const stopped = withFlex(endless, { standard: standard(), ...soon })
    await expect(completeReply(stopped, request, { signal: AbortSignal.abort() })).rejects.toBeDefined()
  })
})

describe('a model of the flex tier', () => {
  it('is asked for by its name, and paid for as it was served', async () => {
    await using endpoint = await createFakeEndpoint('openai-responses', [
      { kind: 'text', text: 'x', serviceTier: 'flex' },
      { kind: 'text', text: 'x', serviceTier: 'default' },
    ])
    const priceOf = await loadPrices({ 'gpt-5': { input: 1, output: 1 } })
    const env = { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: endpoint.url }
    const model = createModel('openai/gpt-5', { env, priceOf, tier: 'flex' })
    const slow = await completeReply(model, request, {})
    const usual = await completeReply(model, request, {})
    expect(endpoint.requests[0]).toMatchObject({ service_tier: 'flex' })
    expect(slow.usage.costUsd).toBeCloseTo(107 / 2_000_000, 12)
    expect(usual.usage.costUsd).toBeCloseTo(107 / 1_000_000, 12)
  })
})
