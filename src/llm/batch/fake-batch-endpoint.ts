import { createServer, type IncomingMessage } from 'node:http'
import { z } from 'zod'

export type BatchWire = 'openai' | 'anthropic'

export interface FakeBatchScript {
  /** What the nth request is answered; null for an error of that request alone. */
  readonly answer: (index: number) => string | null
  /** Polls after which the batch has ended; never by itself if left out. */
  readonly endsAfterPolls?: number
  /** How it ends by itself. */
  readonly ending?: 'completed' | 'failed'
  /** How many requests are answered once it is cancelled; null if a cancelled batch never ends. */
  readonly answeredAtCancel?: number | null
  /** HTTP status of an attempt to submit; 200 if left out. */
  readonly submitStatus?: number
  readonly onPoll?: () => void
}

export interface FakeBatchEndpoint extends AsyncDisposable {
  readonly url: string
  /** `METHOD /path` of all calls. */
  readonly calls: readonly string[]
  /** Requests of each batch as they were submitted. */
  readonly batches: readonly (readonly unknown[])[]
}

/** A provider's batch tier on loopback. Each answer reports 100 input tokens, 80 of them from the cache, and 7 output. */
export async function createFakeBatchEndpoint(
  wire: BatchWire,
  script: FakeBatchScript,
): Promise<FakeBatchEndpoint> {
  const state: State = { batches: [], upload: [], polls: 0, status: 'in_progress' }
  const calls: string[] = []
  const server = createServer((request, response) => {
    void readText(request).then((body) => {
      const path = (request.url ?? '').replace(/^\/v1/, '')
      calls.push(`${request.method} ${path}`)
      const { status, text } = wires[wire](`${request.method} ${path}`, { body, state, script })
      response.writeHead(status, { 'content-type': 'application/json' }).end(text)
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v1`,
    calls,
    batches: state.batches,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((closed) => {
        server.closeAllConnections()
        server.close(() => closed())
      }),
  }
}

interface State {
  readonly batches: (readonly unknown[])[]
  upload: readonly unknown[]
  polls: number
  status: 'in_progress' | 'completed' | 'failed' | 'cancelling' | 'cancelled'
}

interface Exchange {
  readonly body: string
  readonly state: State
  readonly script: FakeBatchScript
}

interface Answer {
  readonly status: number
  readonly text: string
}

const json = (value: unknown, status = 200): Answer => ({ status, text: JSON.stringify(value) })
const lines = (values: readonly unknown[]): Answer => ({
  status: 200,
  text: values.map((value) => JSON.stringify(value)).join('\n'),
})

const wires: Readonly<Record<BatchWire, (call: string, exchange: Exchange) => Answer>> = {
  openai: (call, { body, state, script }) => {
    const batch = (): object => ({
      id: 'batch_1',
      status: state.status,
      ...(state.status === 'completed' || state.status === 'cancelled'
        ? { output_file_id: 'file-out', error_file_id: 'file-err' }
        : {}),
    })
    if (call === 'POST /files') {
      state.upload = body.split('\r\n').flatMap((part) => (part.startsWith('{') ? part.split('\n') : []))
      return json({ id: 'file-in' })
    }
    if (call === 'POST /batches') {
      if (script.submitStatus !== undefined) return json({ error: 'planned' }, script.submitStatus)
      state.batches.push(state.upload.map((line) => JSON.parse(String(line)) as unknown))
      return json(batch())
    }
    if (call === 'GET /batches/batch_1') return json((poll(state, script), batch()))
    if (call === 'POST /batches/batch_1/cancel') return json((cancel(state), batch()))
    const all = answered(state, script)
    if (call === 'GET /files/file-out/content')
      return lines(all.flatMap(([at, text]) => (text === null ? [] : [openAiLine(at, text)])))
    if (call === 'GET /files/file-err/content')
      return lines(
        all.flatMap(([at, text]) =>
          text === null
            ? [{ custom_id: `request-${at}`, response: null, error: { message: 'planned' } }]
            : [],
        ),
      )
    return json({ error: `no ${call} here` }, 404)
  },
  anthropic: (call, { body, state, script }) => {
    const ended = state.status !== 'in_progress' && state.status !== 'cancelling'
    const batch = (): object => ({
      id: 'msgbatch_1',
      processing_status: state.status === 'cancelling' ? 'canceling' : ended ? 'ended' : 'in_progress',
    })
    if (call === 'POST /messages/batches') {
      if (script.submitStatus !== undefined) return json({ error: 'planned' }, script.submitStatus)
      state.batches.push(z.object({ requests: z.array(z.unknown()) }).parse(JSON.parse(body)).requests)
      return json(batch())
    }
    if (call === 'GET /messages/batches/msgbatch_1') {
      poll(state, script)
      return wires.anthropic('STATE', { body, state, script })
    }
    if (call === 'POST /messages/batches/msgbatch_1/cancel') {
      cancel(state)
      return wires.anthropic('STATE', { body, state, script })
    }
    if (call === 'STATE') return json(batch())
    if (call === 'GET /messages/batches/msgbatch_1/results') return lines(anthropicLines(state, script))
    return json({ error: `no ${call} here` }, 404)
  },
}

function poll(state: State, script: FakeBatchScript): void {
  state.polls += 1
  script.onPoll?.()
  if (state.status === 'cancelling' && script.answeredAtCancel !== null) state.status = 'cancelled'
  if (state.status === 'in_progress' && state.polls >= (script.endsAfterPolls ?? Number.POSITIVE_INFINITY))
    state.status = script.ending ?? 'completed'
}

function cancel(state: State): void {
  if (state.status === 'in_progress') state.status = 'cancelling'
}

function answered(
  { batches, status }: State,
  script: FakeBatchScript,
): readonly (readonly [number, string | null])[] {
  const total = batches[0]?.length ?? 0
  const count = status === 'completed' ? total : status === 'cancelled' ? (script.answeredAtCancel ?? 0) : 0
  // Results come in any order.
  return Array.from({ length: count }, (_, at) => [at, script.answer(at)] as const).toReversed()
}

function openAiLine(at: number, text: string): object {
  const content = [{ type: 'output_text', text, annotations: [] }]
  const usage = {
    input_tokens: 100,
    input_tokens_details: { cached_tokens: 80 },
    output_tokens: 7,
    output_tokens_details: { reasoning_tokens: 0 },
  }
  const output = [
    { type: 'reasoning', summary: [] },
    { type: 'message', content },
  ]
  const body = { id: 'r1', status: 'completed', output, usage }
  return { id: `line-${at}`, custom_id: `request-${at}`, response: { status_code: 200, body }, error: null }
}

function anthropicLines(state: State, script: FakeBatchScript): readonly object[] {
  const usage = {
    input_tokens: 20,
    cache_read_input_tokens: 80,
    cache_creation_input_tokens: 0,
    output_tokens: 7,
  }
  const total = state.batches[0]?.length ?? 0
  const known = new Map(answered(state, script))
  return Array.from({ length: total }, (_, at) => {
    const text = known.get(at)
    const left = state.status === 'failed' ? 'expired' : 'canceled'
    const result =
      text === undefined
        ? { type: left }
        : text === null
          ? { type: 'errored', error: { type: 'error', error: { message: 'planned' } } }
          : {
              type: 'succeeded',
              message: { content: [{ type: 'text', text }], stop_reason: 'end_turn', usage },
            }
    return { custom_id: `request-${at}`, result }
  }).toReversed()
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}
