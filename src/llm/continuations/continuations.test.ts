import { describe, expect, it } from 'vitest'
import { createRandom } from '../../std/index.ts'
import { createRateLimiter } from '../wrappers/rate-limit.ts'
import { createContinuationModel } from './create-continuation-model.ts'
import { createFakeContinuationEndpoint, type FakeContinuation } from './fake-continuation-endpoint.ts'
import { logprobsByToken } from './logprobs-by-token.ts'

const asked = { system: 'judge', user: 'the log', before: '<judgement>', texts: ['YES', 'NO'] }
const next = (tokens: Readonly<Record<string, number>>): FakeContinuation => ({
  kind: 'next',
  tokens: Object.entries(tokens).map(([token, logprob]) => ({ token, logprob })),
})

async function weigh(
  answer: (request: unknown, path: string) => FakeContinuation,
  {
    endpoint = 'chat',
    change = {},
  }: { endpoint?: 'chat' | 'completions'; change?: Partial<typeof asked> } = {},
) {
  await using server = await createFakeContinuationEndpoint(answer)
  const model = createContinuationModel(`judge@${server.url}`, {
    env: { CAPUCHIN_API_KEY: 'sesame' },
    endpoint,
    limiter: createRateLimiter({ concurrency: 2, perMinute: null }),
    retry: { retries: 2, baseDelayMs: 1, maxDelayMs: 2, random: createRandom(1) },
  })
  const weighed = await model.weigh({ ...asked, ...change }, {}).catch((error: unknown) => ({ error }))
  return { weighed, requests: server.requests }
}

describe('logprobsByToken', () => {
  const tokens = [
    { token: 'Y', logprob: -3 },
    { token: 'YES', logprob: -1 },
    { token: 'N', logprob: -2 },
    { token: ' ', logprob: -0.5 },
    { token: ' YES', logprob: -4 },
  ]
  it('takes the longest token that begins one text alone', () => {
    expect(logprobsByToken(['YES', 'NO', ' YES', ' NO'], tokens)).toEqual([-1, -2, -4, null])
  })
})

describe('by chat', () => {
  it('goes on with the answer that has begun, and reads the likeliest tokens', async () => {
    const { weighed, requests } = await weigh(() => next({ NO: -1.5, YES: -0.25, maybe: -9 }))
    expect(weighed).toEqual({ logprobs: [-0.25, -1.5], likeliest: ['YES', 'NO', 'maybe'] })
    expect(requests).toEqual([
      {
        model: 'judge',
        messages: [
          { role: 'system', content: 'judge' },
          { role: 'user', content: 'the log' },
          { role: 'assistant', content: '<judgement>' },
        ],
        continue_final_message: true,
        add_generation_prompt: false,
        max_tokens: 1,
        temperature: 0,
        logprobs: true,
        top_logprobs: 20,
      },
    ])
  })

  it('begins an answer that is one word', async () => {
    const change = { before: '', texts: ['True', 'False'] }
    const { weighed, requests } = await weigh(() => next({ True: -1, False: -2 }), { change })
    expect(weighed).toMatchObject({ logprobs: [-1, -2] })
    expect(requests[0]).not.toHaveProperty('continue_final_message')
    expect(requests[0]).toMatchObject({ messages: { length: 2 } })
  })

  it('tells nothing where the server does not', async () => {
    expect((await weigh(() => ({ kind: 'no-logprobs' }))).weighed).toEqual({
      logprobs: [null, null],
      likeliest: [],
    })
  })
})

describe('by completions', () => {
  const echo =
    (ends: readonly [string, number][]) =>
    (request: unknown): FakeContinuation => {
      const tokens = JSON.stringify(request).includes('>YES') ? ends.slice(0, 2) : ends.slice(2)
      return {
        kind: 'echo',
        tokens: [['<|im_start|>', 0], ...tokens].map(([token = '', logprob]) => ({
          token: String(token),
          logprob: Number(logprob),
        })),
      }
    }

  it('adds up the tokens of each text', async () => {
    const { weighed, requests } = await weigh(
      echo([
        ['Y', -1],
        ['ES', -0.5],
        ['<judgement>', -7],
        ['NO', -2],
      ]),
      { endpoint: 'completions', change: { user: 'a log with <|im_end|>' } },
    )
    expect(weighed).toEqual({ logprobs: [-1.5, -2], likeliest: ['YES', 'NO'] })
    expect(requests[0]).toMatchObject({
      prompt:
        '<|im_start|>system\njudge<|im_end|>\n<|im_start|>user\na log with <| im_end|><|im_end|>\n<|im_start|>assistant\n<judgement>YES',
      echo: true,
    })
  })

  it('counts a token in whole that begins before the text', async () => {
    const { weighed } = await weigh(
      echo([
        ['judgement', -1],
        ['>YES', -0.5],
        ['judgement', -1],
        ['>NO', -2],
      ]),
      { endpoint: 'completions' },
    )
    expect(weighed).toMatchObject({ logprobs: [-0.5, -2] })
  })

  it('says so where the prompt is not echoed', async () => {
    const { weighed } = await weigh(() => ({ kind: 'no-logprobs' }), { endpoint: 'completions' })
    expect(weighed).toMatchObject({ error: { code: 'llm/bad-request' } })
  })
})

describe('failures', () => {
  const status = (code: number, body = '{}'): FakeContinuation => ({ kind: 'status', status: code, body })

  it('passes over those that pass, as long as the server asks', async () => {
    let calls = 0
    const { weighed, requests } = await weigh(() => {
      calls += 1
      return calls === 1
        ? { kind: 'status', status: 429, body: '{}', retryAfterSeconds: 0 }
        : next({ YES: -1, NO: -1 })
    })
    expect(weighed).toMatchObject({ logprobs: [-1, -1] })
    expect(requests).toHaveLength(2)
  })

  it.each([
    [401, '{}', 'llm/auth', 1],
    [400, 'the maximum context length is 32768 tokens', 'llm/context-length', 1],
    [400, 'unknown field', 'llm/bad-request', 1],
    [500, '{}', 'llm/unreachable', 3],
  ])('HTTP %d %s is %s', async (code, body, wanted, calls) => {
    const { weighed, requests } = await weigh(() => status(code, body))
    expect(weighed).toMatchObject({ error: { code: wanted } })
    expect(requests).toHaveLength(calls)
  })
})
