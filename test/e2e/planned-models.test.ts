import { describe, expect, it } from 'vitest'
import { forgetfulJournal, type Message } from '../../src/domain/index.ts'
import { createFakeBatchEndpoint } from '../../src/llm/batch/fake-batch-endpoint.ts'
import { createFakeEndpoint } from '../../src/llm/fake-endpoints.ts'
import { completeReply } from '../../src/llm/index.ts'
import { configSchema, type Config } from '../../src/app/config.ts'
import { createRunModels } from '../../src/app/create-models.ts'

const messages: readonly Message[] = [{ role: 'user', text: 'a file' }]
const calls = [3, 5].map((step) => ({ step, request: { messages } }))

async function ask(settings: Partial<Config>, url: string): Promise<readonly string[]> {
  const config = configSchema.parse({ model: ['openai/gpt-5'], retries: 0, ...settings })
  const place = { root: '/', head: null, testCommand: null, given: null, record: null, replay: null }
  const input = { kind: 'solve', v: 1, issue: 'x', title: 'x', config, ...place } as const
  const env = { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: url }
  const { ofPlanned } = await createRunModels(input, {
    env,
    redact: (text) => text,
    before: [],
    run: { id: 'r', root: '/' },
    person: null,
  })
  if (ofPlanned === null) throw new Error('there is no model')
  const modelAt = ofPlanned({ stage: 'scan', calls, journal: forgetfulJournal, warn: () => undefined })
  const replies = await Promise.all(calls.map(({ request }, at) => completeReply(modelAt(at), request, {})))
  return replies.map(({ text }) => text)
}

describe('planned models', () => {
  it('go through the batch tier when there is a deadline', async () => {
    await using endpoint = await createFakeBatchEndpoint('openai', {
      answer: (at) => `batch ${at}`,
      endsAfterPolls: 1,
    })
    expect(await ask({ deadline: 60 }, endpoint.url)).toEqual(['batch 0', 'batch 1'])
    expect(endpoint.batches).toHaveLength(1)
  })

  it('go through the flex tier when it is named, and live where it has no room', async () => {
    await using endpoint = await createFakeEndpoint('openai-responses', [
      { kind: 'status', status: 429 },
      { kind: 'text', text: 'served' },
    ])
    expect(await ask({ deadline: 60, tier: 'flex' }, endpoint.url)).toEqual(['served', 'served'])
    const tiers = endpoint.requests.map((request) => Object(request).service_tier as unknown)
    expect(tiers.filter((tier) => tier === 'flex')).toHaveLength(2)
    expect(tiers.filter((tier) => tier === undefined)).toHaveLength(1)
  })

  it('go live without a deadline', async () => {
    await using endpoint = await createFakeEndpoint('openai-responses', [{ kind: 'text', text: 'live' }])
    expect(await ask({}, endpoint.url)).toEqual(['live', 'live'])
    expect(endpoint.requests[0]).not.toHaveProperty('service_tier')
  })

  it('are refused a deadline where the provider has no such tier', async () => {
    const refused = { code: 'config/no-tier' }
    const model = ['m@http://127.0.0.1:1/v1']
    await expect(ask({ model, deadline: 60 }, '')).rejects.toMatchObject(refused)
    await expect(ask({ scanModel: model[0], deadline: 60 }, '')).rejects.toMatchObject(refused)
    await expect(ask({ model, deadline: 60, tier: 'flex' }, '')).rejects.toMatchObject(refused)
  })
})
