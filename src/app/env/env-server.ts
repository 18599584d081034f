import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { CapuchinError, hasCode, messageOf } from '../../std/index.ts'
import type { EnvAnswer, EnvRequest } from './env-answer.ts'

export interface EnvServerOptions {
  readonly host: string
  /** 0 for any that is free. */
  readonly port: number
  /** What requests must bring as `Authorization: Bearer`; null for nothing. */
  readonly token: string | null
  /** Of one request's body. */
  readonly maxBodyBytes: number
  readonly answer: (request: EnvRequest) => Promise<EnvAnswer>
  /** Told of what is nobody's fault but ours. */
  readonly onBug: (error: unknown) => void
}

export interface EnvServer extends AsyncDisposable {
  readonly url: string
}

/** Listens until it is disposed; connections that are open then are cut. @throws CapuchinError `config/bad-flag`. */
export async function startEnvServer(options: EnvServerOptions): Promise<EnvServer> {
  const server = createServer((request, response) => void serve(request, response, options))
  await listen(server, options)
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : options.port
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function listen(server: Server, { host, port }: EnvServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new CapuchinError('config/bad-flag', `cannot listen at ${host}:${port}: ${messageOf(cause)}`, {
          cause,
        }),
      ),
    )
    server.listen(port, host, resolve)
  })
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  options: EnvServerOptions,
): Promise<void> {
  const gone = new AbortController()
  response.on('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  const { status, body } = await answerOrProblem(request, options, gone.signal)
  if (response.destroyed) return
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
  // A client that is still sending what was refused reads no answer before it is through.
  request.resume()
}

async function answerOrProblem(
  request: IncomingMessage,
  options: EnvServerOptions,
  signal: AbortSignal,
): Promise<EnvAnswer> {
  try {
    assertToken(request, options.token)
    const path = new URL(request.url ?? '/', 'http://env').pathname
    return await options.answer({
      method: request.method ?? 'GET',
      path,
      body: () => readBody(request, options.maxBodyBytes),
      signal,
    })
  } catch (error) {
    const status = statusOf(error)
    if (status === 500 && !signal.aborted) options.onBug(error)
    return { status, body: { error: describe(error) } }
  }
}

/** Compared by digest, so that the time it takes says nothing. */
function assertToken({ headers }: IncomingMessage, token: string | null): void {
  if (token === null) return
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  if (timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${token}`))) return
  throw new CapuchinError('gym/unauthorized', 'this env wants a token', {
    hint: 'send it with every request: Authorization: Bearer TOKEN',
  })
}

/** The type is asked for so that no page in a browser can send one unasked. */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    throw new CapuchinError('gym/bad-type', 'a body is JSON, with Content-Type: application/json')
  try {
    return JSON.parse(await readText(request, maxBytes))
  } catch (cause) {
    if (cause instanceof CapuchinError) throw cause
    throw new CapuchinError('gym/bad-request', `the body is no JSON: ${messageOf(cause)}`, { cause })
  }
}

async function readText(request: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const part = Buffer.from(chunk)
    bytes += part.length
    if (bytes > maxBytes)
      throw new CapuchinError('gym/body-too-large', `a body may have ${maxBytes} bytes, and this has more`)
    chunks.push(part)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Status by the error code's beginning, the first that fits. */
const statuses: readonly (readonly [string, number])[] = [
  ['gym/bad-request', 400],
  ['gym/unauthorized', 401],
  ['gym/unknown-episode', 404],
  ['gym/no-route', 404],
  ['dataset/unknown-ids', 404],
  ['gym/busy', 409],
  ['gym/episode-over', 409],
  ['gym/no-episode', 409],
  ['gym/closed', 410],
  ['std/cancelled', 410],
  ['gym/body-too-large', 413],
  ['gym/bad-type', 415],
  ['gym/too-many', 429],
  ['gym/open-timeout', 504],
  ['sandbox', 503],
  ['workspace', 503],
  ['evaluation', 503],
  ['git', 503],
]

function statusOf(error: unknown): number {
  return statuses.find(([prefix]) => hasCode(error, prefix))?.[1] ?? 500
}

function describe(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof CapuchinError)) return { code: 'bug', message: messageOf(error) }
  return { code: error.code, message: error.message, hint: error.hint ?? null }
}
