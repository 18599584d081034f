import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** What a fake endpoint does with one request. */
export type FakeAnswer =
  | {
      readonly kind: 'text'
      readonly text: string
      readonly serviceTier?: string
      /** In whose pieces OpenAI's endpoints send the text, and what they say of each. */
      readonly tokens?: readonly FakeToken[]
    }
  | {
      readonly kind: 'tool-call'
      readonly name: string
      readonly input: Readonly<Record<string, unknown>>
      /** What the older of OpenAI's endpoints says of them, beside the call. */
      readonly tokens?: readonly FakeToken[]
    }
  | {
      readonly kind: 'status'
      readonly status: number
      readonly retryAfterSeconds?: number
      readonly body?: string
    }
  /** Half of a reply, then the connection is gone. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'garbage' }
  /** Headers, and then nothing until the client gives up. */
  | { readonly kind: 'silence' }

/** A token as OpenAI's endpoints write it; `tokenId` as vLLM does. */
export interface FakeToken {
  readonly token: string
  readonly logprob: number
  readonly bytes?: readonly number[]
  readonly tokenId?: number
}

export type WireFormat = 'openai-responses' | 'openai-chat' | 'anthropic' | 'google'

export interface FakeEndpoint extends AsyncDisposable {
  /** To be given as the provider's base URL. */
  readonly url: string
  /** Bodies of the requests so far. */
  readonly requests: readonly unknown[]
}

/** Answers in order, the last one again and again; or one chosen by what is asked. */
export type FakeAnswers = readonly FakeAnswer[] | ((request: unknown) => Promise<FakeAnswer>)

/**
 * A model endpoint on loopback that speaks one provider's streaming wire format and answers as it is told. Every
 * reply reports 100 input tokens, 80 of them from the cache, and 7 output tokens.
 */
export async function createFakeEndpoint(wire: WireFormat, answers: FakeAnswers): Promise<FakeEndpoint> {
  const requests: unknown[] = []
  const server = createServer((request, response) => {
    void readBody(request).then(async (body) => {
      requests.push(body)
      const answer =
        typeof answers === 'function'
          ? await answers(body)
          : answers[Math.min(requests.length, answers.length) - 1]
      if (answer) send(response, wire, answer)
      else response.writeHead(404).end()
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: `http://127.0.0.1:${port}${wire === 'google' ? '/v1beta' : '/v1'}`,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((closed) => {
        server.closeAllConnections()
        server.close(() => closed())
      }),
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  const text = Buffer.concat(chunks).toString('utf8')
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function send(response: ServerResponse, wire: WireFormat, answer: FakeAnswer): void {
  if (answer.kind === 'status') {
    const retry =
      answer.retryAfterSeconds === undefined ? {} : { 'retry-after': `${answer.retryAfterSeconds}` }
    response.writeHead(answer.status, { 'content-type': 'application/json', ...retry })
    response.end(answer.body ?? JSON.stringify({ error: { message: 'planned failure' } }))
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  if (answer.kind === 'silence') {
    response.flushHeaders()
    return
  }
  if (answer.kind === 'garbage') {
    response.end('<html>not a stream</html>')
    return
  }
  const events =
    answer.kind === 'cut'
      ? wires[wire]({ kind: 'text', text: 'half a rep' }).slice(0, 3)
      : wires[wire](answer)
  for (const event of events) response.write(event)
  if (answer.kind === 'cut') setTimeout(() => response.destroy(), 20)
  else response.end()
}

type Spoken = Extract<FakeAnswer, { readonly kind: 'text' | 'tool-call' }>

const data = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`
const named = (value: { readonly type: string; readonly [key: string]: unknown }): string =>
  `event: ${value.type}\n${data(value)}`

const wires: Readonly<Record<WireFormat, (answer: Spoken) => readonly string[]>> = {
  'openai-chat': (answer) => {
    const chunk = (
      delta: object,
      {
        finish = null,
        ...more
      }: { finish?: string | null; usage?: object; tokens?: readonly FakeToken[] } = {},
    ): string =>
      data({
        id: 'c1',
        object: 'chat.completion.chunk',
        created: 1,
        model: 'fake',
        choices: [{ index: 0, delta, finish_reason: finish, ...chatTokens(more.tokens) }],
        ...(more.usage ? { usage: more.usage } : {}),
      })
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 7,
      total_tokens: 107,
      prompt_tokens_details: { cached_tokens: 80 },
    }
    const call = (input: object): object => ({
      tool_calls: [{ index: 0, id: 'call1', type: 'function', function: input }],
    })
    return [
      chunk({ role: 'assistant', content: '' }),
      ...(answer.kind === 'text'
        ? piecesOf(answer).map(({ text, tokens }) => chunk({ content: text }, { tokens }))
        : [
            chunk(call({ name: answer.name, arguments: JSON.stringify(answer.input) }), {
              tokens: answer.tokens ?? [],
            }),
          ]),
      chunk({}, { finish: answer.kind === 'text' ? 'stop' : 'tool_calls', usage }),
      'data: [DONE]\n\n',
    ]
  },
  'openai-responses': (answer) => {
    const item =
      answer.kind === 'text'
        ? {
            id: 'm1',
            type: 'message',
            role: 'assistant',
            status: 'completed',
            content: [{ type: 'output_text', text: answer.text, annotations: [] }],
          }
        : {
            id: 'f1',
            type: 'function_call',
            call_id: 'call1',
            name: answer.name,
            arguments: JSON.stringify(answer.input),
            status: 'completed',
          }
    const usage = {
      input_tokens: 100,
      input_tokens_details: { cached_tokens: 80 },
      output_tokens: 7,
      output_tokens_details: { reasoning_tokens: 0 },
    }
    const start = {
      ...item,
      status: 'in_progress',
      ...(answer.kind === 'text' ? { content: [] } : { arguments: '' }),
    }
    return [
      named({ type: 'response.created', response: { id: 'r1', created_at: 1, model: 'fake' } }),
      named({ type: 'response.output_item.added', output_index: 0, item: start }),
      ...(answer.kind === 'text' ? piecesOf(answer) : []).map(({ text, tokens }) =>
        named({
          type: 'response.output_text.delta',
          item_id: 'm1',
          output_index: 0,
          content_index: 0,
          delta: text,
          logprobs: tokens.map((token) => ({ ...wireToken(token), top_logprobs: [] })),
        }),
      ),
      named({ type: 'response.output_item.done', output_index: 0, item }),
      named({
        type: 'response.completed',
        response: {
          id: 'r1',
          usage,
          ...(answer.kind === 'text' ? { service_tier: answer.serviceTier } : {}),
        },
      }),
    ]
  },
  anthropic: (answer) => {
    const block =
      answer.kind === 'text'
        ? { type: 'text', text: '' }
        : { type: 'tool_use', id: 'call1', name: answer.name, input: {} }
    const deltas =
      answer.kind === 'text'
        ? pieces(answer.text).map((text) => ({ type: 'text_delta', text }))
        : [{ type: 'input_json_delta', partial_json: JSON.stringify(answer.input) }]
    const usage = {
      input_tokens: 20,
      cache_read_input_tokens: 80,
      cache_creation_input_tokens: 0,
      output_tokens: 1,
    }
    return [
      named({
        type: 'message_start',
        message: {
          id: 'm1',
          type: 'message',
          role: 'assistant',
          model: 'fake',
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage,
        },
      }),
      named({ type: 'content_block_start', index: 0, content_block: block }),
      ...deltas.map((delta) => named({ type: 'content_block_delta', index: 0, delta })),
      named({ type: 'content_block_stop', index: 0 }),
      named({
        type: 'message_delta',
        delta: { stop_reason: answer.kind === 'text' ? 'end_turn' : 'tool_use', stop_sequence: null },
        usage: { output_tokens: 7 },
      }),
      named({ type: 'message_stop' }),
    ]
  },
  google: (answer) => {
    const parts =
      answer.kind === 'text'
        ? pieces(answer.text).map((text) => ({ text }))
        : [{ functionCall: { name: answer.name, args: answer.input } }]
    const usageMetadata = {
      promptTokenCount: 100,
      cachedContentTokenCount: 80,
      candidatesTokenCount: 7,
      totalTokenCount: 107,
    }
    return parts.map((part, index) => {
      const last = index === parts.length - 1
      return data({
        candidates: [
          { content: { role: 'model', parts: [part] }, index: 0, ...(last ? { finishReason: 'STOP' } : {}) },
        ],
        ...(last ? { usageMetadata } : {}),
      })
    })
  },
}

function pieces(text: string): readonly string[] {
  return text.match(/.{1,8}/gs) ?? ['']
}

interface Piece {
  readonly text: string
  readonly tokens: readonly FakeToken[]
}

/** Of tokens that are parts of a character the last one brings its text. */
function piecesOf({ text, tokens }: Extract<FakeAnswer, { readonly kind: 'text' }>): readonly Piece[] {
  if (tokens === undefined) return pieces(text).map((piece) => ({ text: piece, tokens: [] }))
  const decoder = new TextDecoder()
  return tokens.map((token) => ({
    text: decoder.decode(Uint8Array.from(wireToken(token).bytes), { stream: true }),
    tokens: [token],
  }))
}

function chatTokens(tokens: readonly FakeToken[] = []): object {
  if (tokens.length === 0) return {}
  const content = tokens.map((token) => ({ ...wireToken(token), top_logprobs: [] }))
  const ids = tokens.flatMap(({ tokenId }) => tokenId ?? [])
  return { logprobs: { content }, ...(ids.length === 0 ? {} : { token_ids: ids }) }
}

function wireToken({ token, logprob, bytes }: FakeToken) {
  return { token, logprob, bytes: bytes ?? [...Buffer.from(token)] }
}
