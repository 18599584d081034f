import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** What a server answers at one path. */
export interface FakePage {
  readonly status?: number
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Never ends its answer. */
  readonly hangs?: boolean
}

export interface FakeForge extends AsyncDisposable {
  readonly url: string
  /** Requests in order, with the secrets that they brought along. */
  readonly requests: readonly { readonly path: string; readonly secret: string | null }[]
}

/** A server on loopback with a page at each path, queries among them; what is not there is 404. For tests. */
export async function createFakeForge(pages: Readonly<Record<string, FakePage>>): Promise<FakeForge> {
  const requests: { readonly path: string; readonly secret: string | null }[] = []
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url ?? '/'
    const secret = request.headers.authorization ?? request.headers['private-token'] ?? null
    requests.push({ path, secret: Array.isArray(secret) ? secret.join() : secret })
    const page = pages[path] ?? { status: 404, type: 'text/html', body: 'nothing here' }
    response.writeHead(page.status ?? 200, {
      'content-type': page.type ?? 'application/json',
      ...page.headers,
    })
    if (page.hangs) response.write(' ')
    else response.end(page.body ?? '')
  }
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
