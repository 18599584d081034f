import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import type { FakeEndpoint } from '../fake-endpoints.ts'
import type { TokenLogprob } from './logprobs-by-token.ts'

export type FakeContinuation =
  /** Of the chat endpoint: what may come next. */
  | { readonly kind: 'next'; readonly tokens: readonly TokenLogprob[] }
  /** Of the completions endpoint: the tokens that the prompt ends with. */
  | { readonly kind: 'echo'; readonly tokens: readonly TokenLogprob[] }
  | {
      readonly kind: 'status'
      readonly status: number
      readonly body: string
      readonly retryAfterSeconds?: number
    }
  | { readonly kind: 'no-logprobs' }

/** A server on loopback that tells how likely tokens are, as it is told. `request` is the parsed body. */
export async function createFakeContinuationEndpoint(
  answer: (request: unknown, path: string) => FakeContinuation,
): Promise<FakeEndpoint> {
  const requests: unknown[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const asked: unknown = JSON.parse(body)
      requests.push(asked)
      const answered = answer(asked, request.url ?? '')
      const retry =
        answered.kind === 'status' && answered.retryAfterSeconds !== undefined
          ? { 'retry-after': String(answered.retryAfterSeconds) }
          : {}
      const status = answered.kind === 'status' ? answered.status : 200
      response.writeHead(status, { 'content-type': 'application/json', ...retry }).end(bodyOf(answered))
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((closed) => {
        server.closeAllConnections()
        server.close(() => closed())
      }),
  }
}

/** As vLLM writes them. */
function bodyOf(answered: FakeContinuation): string {
  if (answered.kind === 'status') return answered.body
  if (answered.kind === 'no-logprobs')
    return JSON.stringify({ choices: [{ index: 0, message: { content: 'YES' }, logprobs: null }] })
  const { tokens } = answered
  if (answered.kind === 'echo')
    return JSON.stringify({
      choices: [
        {
          index: 0,
          logprobs: {
            tokens: [...tokens.map(({ token }) => token), '</'],
            token_logprobs: [null, ...tokens.slice(1).map(({ logprob }) => logprob), -0.1],
          },
        },
      ],
    })
  const [first] = tokens
  return JSON.stringify({
    choices: [
      {
        index: 0,
        message: { content: first?.token },
        logprobs: { content: [{ ...first, top_logprobs: tokens }] },
      },
    ],
  })
}
