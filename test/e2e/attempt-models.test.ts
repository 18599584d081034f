import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { forgetfulJournal, type Journal, type Message } from '../../src/domain/index.ts'
import { completeReply } from '../../src/llm/index.ts'
import { createFakeEndpoint, type FakeEndpoint } from '../../src/llm/fake-endpoints.ts'
import { configSchema, type Config } from '../../src/app/config.ts'
import { createRunModels } from '../../src/app/create-models.ts'

describe('models of the attempts of one run', () => {
  let endpoint: FakeEndpoint
  let open: number
  let openAtStart: number[]
  beforeEach(async () => {
    open = 0
    openAtStart = []
    endpoint = await createFakeEndpoint('openai-chat', async () => {
      openAtStart.push((open += 1))
      await new Promise((resolve) => setTimeout(resolve, 100))
      open -= 1
      return { kind: 'text', text: 'x' }
    })
  })
  afterEach(() => endpoint[Symbol.asyncDispose]())

  const modelsFor = async (strategy: Config['strategy']) => {
    const config = configSchema.parse({ strategy, model: [`m@${endpoint.url}`] })
    const input = {
      kind: 'solve',
      v: 1,
      config,
      root: '/',
      head: null,
      issue: 'i',
      title: 'i',
      testCommand: null,
      given: null,
      record: null,
      replay: null,
    } as const
    const models = await createRunModels(input, {
      env: {},
      redact: (text) => text,
      before: [],
      run: { id: 'r', root: '/' },
      person: null,
    })
    return (index: number, journal: Journal = forgetfulJournal) => {
      const model = models.ofAttempt({ index, journal, step: () => 1, warn: () => undefined })
      const messages: Message[] = [
        { role: 'system', text: 'the same for all', cacheMark: true },
        { role: 'user', text: `attempt ${index}` },
      ]
      return completeReply(model, { messages }, { signal: undefined })
    }
  }

  it('send a beginning that they share alone at first, with edit-test', async () => {
    const ask = await modelsFor('edit-test')
    await Promise.all(Array.from({ length: 10 }, (_, index) => ask(index)))
    expect(openAtStart).toHaveLength(10)
    expect(openAtStart.slice(0, 2)).toEqual([1, 1])
    expect(Math.max(...openAtStart)).toBeGreaterThan(1)
  })

  it('wait for nobody with other strategies', async () => {
    const ask = await modelsFor('edit-loop')
    await Promise.all(Array.from({ length: 3 }, (_, index) => ask(index)))
    expect(Math.max(...openAtStart)).toBeGreaterThan(1)
  })

  it('wait for nobody where the journal has the answer', async () => {
    const ask = await modelsFor('edit-test')
    const ended: string[] = []
    const usage = {
      inputTokens: 0,
      outputTokens: 0,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      reasoningTokens: 0,
      costUsd: 0,
    }
    const full: Journal = {
      ask: ({ schema }) =>
        Promise.resolve({
          value: schema.parse({ text: 'known', toolCalls: [], usage, finishReason: 'stop' }),
          fromJournal: true,
        }),
    }
    await Promise.all([
      ask(0).then(() => ended.push('asked')),
      ask(1, full).then(({ text }) => ended.push(text)),
    ])
    expect(ended).toEqual(['known', 'asked'])
    expect(endpoint.requests).toHaveLength(1)
  })
})
