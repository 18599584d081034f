import { afterEach, describe, expect, it } from 'vitest'
import { createFakeEndpoint, type FakeAnswer, type FakeEndpoint, type WireFormat } from './fake-endpoints.ts'
import { createModel, type Model, type ModelReply, type ModelRequest } from './index.ts'

interface Wired {
  readonly wire: WireFormat
  readonly model: string
  readonly key: string
  readonly base: string
}

const wired: readonly Wired[] = [
  { wire: 'openai-responses', model: 'openai/gpt-5', key: 'OPENAI_API_KEY', base: 'OPENAI_BASE_URL' },
  {
    wire: 'openai-chat',
    model: 'openrouter/some/model',
    key: 'OPENROUTER_API_KEY',
    base: 'OPENROUTER_BASE_URL',
  },
  {
    wire: 'anthropic',
    model: 'anthropic/claude-sonnet-4-5',
    key: 'ANTHROPIC_API_KEY',
    base: 'ANTHROPIC_BASE_URL',
  },
  {
    wire: 'google',
    model: 'google/gemini-2.5-pro',
    key: 'GOOGLE_GENERATIVE_AI_API_KEY',
    base: 'GOOGLE_BASE_URL',
  },
]

let endpoint: FakeEndpoint | null = null
afterEach(async () => {
  await endpoint?.[Symbol.asyncDispose]()
  endpoint = null
})

async function modelOver({ wire, model, key, base }: Wired, answers: readonly FakeAnswer[]): Promise<Model> {
  endpoint = await createFakeEndpoint(wire, answers)
  return createModel(model, { env: { [key]: 'test-key', [base]: endpoint.url } })
}

async function ask(
  model: Model,
  request?: Partial<ModelRequest>,
  signal?: AbortSignal,
): Promise<{ text: string; reply: ModelReply }> {
  const parts = model.complete({ messages: [{ role: 'user', text: 'hello' }], ...request }, { signal })
  let text = ''
  let next = await parts.next()
  while (!next.done) {
    if (next.value.type === 'text') text += next.value.text
    next = await parts.next()
  }
  return { text, reply: next.value }
}

describe.each(wired)('$wire', (one) => {
  it('streams text and counts tokens, cached ones too', async () => {
    const { text, reply } = await ask(
      await modelOver(one, [{ kind: 'text', text: 'a reply in several pieces' }]),
    )
    expect(text).toBe('a reply in several pieces')
    expect(reply).toMatchObject({
      text,
      finishReason: 'stop',
      usage: { inputTokens: 100, cacheReadTokens: 80, outputTokens: 7 },
    })
  })

  it('passes tools and gives tool calls back', async () => {
    const model = await modelOver(one, [{ kind: 'tool-call', name: 'look', input: { path: 'a.py' } }])
    const inputSchema = { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] }
    const { reply } = await ask(model, {
      tools: [{ name: 'look', description: 'reads a file', inputSchema }],
    })
    expect(reply.finishReason).toBe('tool-calls')
    expect(reply.toolCalls).toMatchObject([{ name: 'look', input: { path: 'a.py' } }])
    expect(JSON.stringify(endpoint?.requests[0])).toContain('reads a file')
  })

  it('asks for a reply of a form, and gives it as text', async () => {
    const model = await modelOver(one, [{ kind: 'text', text: '{"line": 3}' }])
    const properties = { line: { type: 'integer' } }
    const schema = { type: 'object', properties, required: ['line'], additionalProperties: false }
    const { text, reply } = await ask(model, { replyForm: { name: 'place', schema } })
    expect({ text, toolCalls: reply.toolCalls }).toEqual({ text: '{"line": 3}', toolCalls: [] })
    expect(JSON.stringify(endpoint?.requests[0])).toMatch(/schema.*line/i)
  })

  it('gives what keeps to no form as text all the same', async () => {
    const model = await modelOver(one, [{ kind: 'text', text: 'line three' }])
    const schema = { type: 'object', properties: {}, additionalProperties: false }
    expect((await ask(model, { replyForm: { name: 'place', schema } })).text).toBe('line three')
  })

  it('takes calls and their answers back as part of the conversation', async () => {
    const model = await modelOver(one, [{ kind: 'text', text: 'ok' }])
    const call = { id: 'call1', name: 'look', input: { path: 'a.py' } }
    await ask(model, {
      tools: [{ name: 'look', description: 'reads a file', inputSchema: { type: 'object', properties: {} } }],
      messages: [
        { role: 'user', text: 'begin' },
        { role: 'assistant', text: '', toolCalls: [call] },
        { role: 'tool', toolCallId: 'call1', toolName: 'look', text: 'what it holds' },
      ],
    })
    const sent = JSON.stringify(endpoint?.requests[0])
    expect(sent).toContain('a.py')
    expect(sent).toContain('what it holds')
  })

  it.each<[string, FakeAnswer, string]>([
    ['a wrong key', { kind: 'status', status: 401 }, 'llm/auth'],
    ['a storm', { kind: 'status', status: 429, retryAfterSeconds: 3 }, 'llm/rate-limited'],
    ['an unknown model', { kind: 'status', status: 404 }, 'llm/unknown-model'],
    ['a failing server', { kind: 'status', status: 503 }, 'llm/unreachable'],
    [
      'a prompt that is too long',
      {
        kind: 'status',
        status: 400,
        body: '{"error":{"code":"context_length_exceeded","message":"prompt is too long"}}',
      },
      'llm/context-length',
    ],
    ['garbage', { kind: 'garbage' }, 'llm/bad-reply'],
  ])('gives %s its code', async (_name, answer, code) => {
    await expect(ask(await modelOver(one, [answer]))).rejects.toMatchObject({ code })
  })

  it('never takes half a reply for a whole one', async () => {
    const failed = ask(await modelOver(one, [{ kind: 'cut' }]))
    await expect(failed).rejects.toMatchObject({
      code: expect.stringMatching(/^llm\/(bad-reply|unreachable)$/),
    })
  })

  it('stops waiting when it is told to', async () => {
    const model = await modelOver(one, [{ kind: 'silence' }])
    const started = performance.now()
    await expect(ask(model, {}, AbortSignal.timeout(200))).rejects.toMatchObject({
      name: expect.stringMatching(/Error/),
    })
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})

describe('anthropic', () => {
  it('is told where the prompt may be cached', async () => {
    const [, , anthropic] = wired
    if (!anthropic) throw new Error('no row')
    const model = await modelOver(anthropic, [{ kind: 'text', text: 'ok' }])
    await ask(model, {
      messages: [
        { role: 'system', text: 'rules', cacheMark: true },
        { role: 'user', text: 'hello' },
      ],
    })
    expect(JSON.stringify(endpoint?.requests[0])).toContain('"cache_control":{"type":"ephemeral"}')
  })

  it('is told so behind the answer of a tool too', async () => {
    const [, , anthropic] = wired
    if (!anthropic) throw new Error('no row')
    const model = await modelOver(anthropic, [{ kind: 'text', text: 'ok' }])
    await ask(model, {
      messages: [
        { role: 'user', text: 'begin' },
        { role: 'assistant', text: '', toolCalls: [{ id: 'call1', name: 'look', input: {} }] },
        { role: 'tool', toolCallId: 'call1', toolName: 'look', text: 'x', cacheMark: true },
      ],
    })
    expect(JSON.stringify(endpoint?.requests[0])).toMatch(
      /"type":"tool_result"[^}]*"cache_control":\{"type":"ephemeral"\}/,
    )
  })
})

describe('createModel', () => {
  it.each([
    ['nonsense', 'llm/unknown-provider'],
    ['nobody/model', 'llm/unknown-provider'],
    ['openai/', 'llm/unknown-provider'],
    ['relay:', 'llm/unknown-provider'],
    ['openai/gpt-5', 'llm/no-key'],
  ])('says what is wrong with %s', (name, code) => {
    expect(() => createModel(name, { env: {} })).toThrow(expect.objectContaining({ code }))
  })
})

describe('log-probabilities', () => {
  const said = [
    { token: 'na', logprob: -0.25, tokenId: 11 },
    { token: '\\xc3', logprob: -1.5, bytes: [0xc3], tokenId: 12 },
    { token: '\\xaf', logprob: -0.001, bytes: [0xaf], tokenId: 13 },
    { token: 've', logprob: -9_999, tokenId: 14 },
  ]
  const withoutIds = said.map(({ tokenId: _id, ...token }) => token)
  const answers = [{ kind: 'text' as const, text: 'naïve', tokens: said }]

  it.each([
    ['vllm/some', 'VLLM', { logprobs: true, return_token_ids: true }],
    ['llamacpp/some', 'LLAMACPP', { logprobs: true, top_logprobs: 1 }],
    ['ollama/some', 'OLLAMA', { logprobs: true }],
  ])('are asked of %s, and collected from its stream', async (name, provider, asked) => {
    endpoint = await createFakeEndpoint('openai-chat', answers)
    const env = { [`${provider}_BASE_URL`]: endpoint.url }
    const { text, reply } = await ask(createModel(name, { env, logprobs: true }))
    expect({ text, logprobs: reply.logprobs }).toEqual({ text: 'naïve', logprobs: said })
    expect(endpoint.requests[0]).toMatchObject(asked)
  })

  it('come with calls of tools, too', async () => {
    endpoint = await createFakeEndpoint('openai-chat', [
      { kind: 'tool-call', name: 'look', input: {}, tokens: said },
    ])
    const tools = [{ name: 'look', description: 'd', inputSchema: { type: 'object', properties: {} } }]
    const { reply } = await ask(createModel(`m@${endpoint.url}`, { env: {}, logprobs: true }), { tools })
    expect(reply).toMatchObject({ toolCalls: [{ name: 'look' }], logprobs: said })
  })

  it('are asked of OpenAI without alternatives', async () => {
    endpoint = await createFakeEndpoint('openai-responses', answers)
    const env = { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: endpoint.url }
    const { reply } = await ask(createModel('openai/gpt-4.1', { env, logprobs: true }))
    expect(reply.logprobs).toEqual(withoutIds)
    expect(endpoint.requests[0]).toMatchObject({ include: ['message.output_text.logprobs'] })
    expect(endpoint.requests[0]).not.toHaveProperty('top_logprobs')
  })

  it('are said to be missing where none came', async () => {
    endpoint = await createFakeEndpoint('openai-chat', [{ kind: 'text', text: 'x' }])
    const { reply } = await ask(createModel(`m@${endpoint.url}`, { env: {}, logprobs: true }))
    expect(reply.logprobs).toBe('not-given')
  })

  it("are not asked for of one's own accord", async () => {
    endpoint = await createFakeEndpoint('openai-chat', answers)
    const { reply } = await ask(createModel(`m@${endpoint.url}`, { env: {} }))
    expect(reply).not.toHaveProperty('logprobs')
    expect(endpoint.requests[0]).not.toHaveProperty('logprobs')
  })

  it.each(['anthropic/claude-sonnet-4-5', 'google/gemini-2.5-pro'])('are refused for %s', (name) => {
    const env = { ANTHROPIC_API_KEY: 'k', GOOGLE_GENERATIVE_AI_API_KEY: 'k' }
    expect(() => createModel(name, { env, logprobs: true })).toThrow(`${name} gives no log-probabilities`)
  })
})
