import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How the fake misbehaves; fields may be changed while it runs. */
export interface HubFaults {
  /** Bytes after which an answer with content is cut off; null serves it whole. */
  cutAfter: number | null
  /** So many requests are answered 503 first. */
  busy: number
  /** Served in place of the content that the tag stands for. */
  corrupt: boolean
}

export interface FakeHub extends AsyncDisposable {
  readonly endpoint: string
  readonly faults: HubFaults
  /** `METHOD path [range]`, in order; requests to the store that the hub redirects to start with `store`. */
  readonly requests: string[]
  /** Authorization headers that the store saw. It must see none. */
  readonly leaked: string[]
  files: Readonly<Record<string, string>>
  card: unknown
}

const commit = 'a'.repeat(40)

/**
 * A dataset `owner/name` on a server that speaks the hub's protocol, for tests: revisions, redirects of files to a
 * store on another port, tags, ranges. `owner/secret` is there with the token `good` only.
 */
export async function startFakeHub(): Promise<FakeHub> {
  const state = {
    files: {} as Readonly<Record<string, string>>,
    card: null as unknown,
    requests: [] as string[],
    leaked: [] as string[],
    faults: { cutAfter: null, busy: 0, corrupt: false } as HubFaults,
  }
  const store = await listen((request, response) => serveFile(request, response, state))
  const hub = await listen((request, response) => {
    state.requests.push(`${request.method} ${request.url}`)
    if (state.faults.busy > 0) {
      state.faults.busy -= 1
      response.writeHead(503).end()
    } else serveHub(request, response, { ...state, store: store.origin })
  })
  return Object.assign(state, {
    endpoint: hub.origin,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([close(hub.server), close(store.server)])
    },
  })
}

interface HubState {
  readonly files: Readonly<Record<string, string>>
  readonly card: unknown
  readonly requests: string[]
  readonly leaked: string[]
  readonly faults: HubFaults
}

function serveHub(
  request: IncomingMessage,
  response: ServerResponse,
  state: HubState & { readonly store: string },
): void {
  const path = decodeURIComponent(request.url ?? '')
  const known =
    /^\/(?:api\/)?datasets\/owner\/(name|secret)\/(?:revision\/(.+)|resolve\/([^/]+)\/(.+))$/.exec(path)
  if (!known) return void response.writeHead(404).end()
  if (known[1] === 'secret' && request.headers.authorization !== 'Bearer good')
    return void response.writeHead(401).end()
  if (known[2] !== undefined) {
    if (!['main', 'v1', commit].includes(known[2])) return void response.writeHead(404).end()
    const siblings = Object.keys(state.files).map((rfilename) => ({ rfilename }))
    response.writeHead(200, { 'content-type': 'application/json' })
    return void response.end(JSON.stringify({ sha: commit, siblings, cardData: state.card }))
  }
  const content = state.files[known[4] ?? '']
  if (known[3] !== commit || content === undefined) return void response.writeHead(404).end()
  response.writeHead(302, {
    location: `${state.store}/${encodeURIComponent(known[4] ?? '')}`,
    'x-linked-etag': `"${createHash('sha256').update(content).digest('hex')}"`,
  })
  response.end()
}

function serveFile(request: IncomingMessage, response: ServerResponse, state: HubState): void {
  const { range, authorization } = request.headers
  state.requests.push(`store ${request.url}${range === undefined ? '' : ` ${range}`}`)
  if (authorization !== undefined) state.leaked.push(authorization)
  const text = state.files[decodeURIComponent((request.url ?? '').slice(1))] ?? ''
  const whole = Buffer.from(state.faults.corrupt ? text.replace('{', '[') : text)
  const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0)
  if (start >= whole.byteLength && range !== undefined)
    return void response.writeHead(416, { 'content-range': `bytes */${whole.byteLength}` }).end()
  const body = whole.subarray(start)
  response.writeHead(range === undefined ? 200 : 206, {
    'content-length': body.byteLength,
    ...(range === undefined
      ? {}
      : { 'content-range': `bytes ${start}-${whole.byteLength - 1}/${whole.byteLength}` }),
  })
  const { cutAfter } = state.faults
  if (cutAfter === null || cutAfter >= body.byteLength) response.end(body)
  else response.write(body.subarray(0, cutAfter), () => setTimeout(() => response.destroy(), 20))
}

async function listen(
  serve: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ readonly server: Server; readonly origin: string }> {
  const server = createServer(serve)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is always of this form.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const { port } = server.address() as AddressInfo
  return { server, origin: `http://127.0.0.1:${port}` }
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise<void>((resolve) => server.close(() => resolve()))
}
