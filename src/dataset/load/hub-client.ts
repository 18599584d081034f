import { CapuchinError, messageOf, sleep } from '../../std/index.ts'

export interface HubOptions {
  /** Default `https://huggingface.co`. */
  readonly endpoint?: string | undefined
  readonly token?: string | undefined
  /** Folder that downloads are kept in. */
  readonly cache: string
  /** Never ask the network. */
  readonly offline?: boolean | undefined
  /** First wait before a failed request is made again, doubled each time; default 500 ms. */
  readonly retryMs?: number | undefined
}

export interface HubRequest {
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal | undefined
}

/** What the first answer said of a file that is stored elsewhere. */
export interface HubResponse {
  readonly response: Response
  /** Tag of the content, without quotes and weakness; null where the server gives none. */
  readonly etag: string | null
}

const attempts = 4
const maxRedirects = 5

/**
 * Asks the hub, follows redirects, and asks again when it is busy or cut off. The token goes to the hub only, not to
 * the stores it redirects to.
 *
 * @throws CapuchinError `dataset/hub-unauthorized`, `dataset/not-found`, `dataset/hub-offline`, `dataset/hub`.
 */
export async function askHub(
  path: string,
  options: HubOptions,
  request: HubRequest = {},
): Promise<HubResponse> {
  const url = new URL(path, `${endpointOf(options)}/`)
  for (let attempt = 1; ; attempt += 1) {
    const answer = await follow(url, options, request).catch((cause: unknown) => {
      if (request.signal?.aborted) throw cause
      if (attempt === attempts) throw offline(url, cause)
      return null
    })
    const status = answer?.response.status ?? 0
    if (answer && (answer.response.ok || status === 416)) return answer
    const mayPass = status === 0 || status === 408 || status === 429 || status >= 500
    if (answer) await answer.response.body?.cancel()
    if (!mayPass || attempt === attempts) throw refused(url, status)
    await sleep((options.retryMs ?? 500) * 2 ** (attempt - 1), { signal: request.signal })
  }
}

async function follow(first: URL, options: HubOptions, request: HubRequest): Promise<HubResponse> {
  let url = first
  let etag: string | null = null
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    const own = url.origin === first.origin && options.token !== undefined
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { ...request.headers, ...(own ? { authorization: `Bearer ${options.token}` } : {}) },
      signal: request.signal ?? null,
    })
    const tag = response.headers.get('x-linked-etag') ?? response.headers.get('etag')
    etag ??= tag?.replace(/^W\//, '').replaceAll('"', '') ?? null
    const location = response.headers.get('location')
    if (response.status < 300 || response.status >= 400 || location === null) return { response, etag }
    await response.body?.cancel()
    url = new URL(location, url)
  }
  throw new CapuchinError('dataset/hub', `${first.href} redirects more than ${maxRedirects} times`)
}

export function endpointOf({ endpoint }: HubOptions): string {
  return (endpoint ?? 'https://huggingface.co').replace(/\/+$/, '')
}

function refused(url: URL, status: number): CapuchinError {
  const said = `${url.href} answered ${status}`
  if (status === 401 || status === 403)
    return new CapuchinError('dataset/hub-unauthorized', said, {
      hint: 'The dataset is private or gated, or there is none of this name: check the name, set HF_TOKEN, and accept its terms on its page.',
    })
  if (status === 404)
    return new CapuchinError('dataset/not-found', said, {
      hint: 'Check the name, the revision after @, and the split.',
    })
  return new CapuchinError('dataset/hub', said, { hint: 'Try again later; what was downloaded is kept.' })
}

function offline(url: URL, cause: unknown): CapuchinError {
  if (cause instanceof CapuchinError) return cause
  const seen = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  return new CapuchinError('dataset/hub-offline', `cannot reach ${url.origin}: ${messageOf(seen)}`, {
    cause,
    hint: 'Check the network, or set HF_ENDPOINT to a mirror.',
  })
}
