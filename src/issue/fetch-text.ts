import { CapuchinError, messageOf, throwIfAborted } from '../std/index.ts'
import { failureOf } from './http-failure.ts'

export interface TextRequest {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** Headers that go to the host of the address alone, and no further where that sends us elsewhere. */
  readonly secret?: Readonly<Record<string, string>>
  /** Bytes after which nothing more is read. */
  readonly maxBytes: number
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export interface FetchedText {
  /** Where it came from in the end. */
  readonly url: URL
  /** In small letters, without parameters; '' where none is given. */
  readonly type: string
  readonly text: string
}

const mostRedirects = 5

/**
 * Fetches text over HTTP. Redirects are followed by hand, since secrets must not go along to another host.
 *
 * @throws CapuchinError `issue/not-found`, `issue/denied`, `issue/rate-limit`, `issue/failed`, `issue/unreachable`,
 *   `issue/timeout`, `issue/too-large`, `issue/not-text`.
 */
export async function fetchText(request: TextRequest): Promise<FetchedText> {
  const timeout = AbortSignal.timeout(request.timeoutMs)
  const signal = AbortSignal.any([request.signal, timeout])
  const origin = new URL(request.url).origin
  let url = new URL(request.url)
  try {
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      const secret = url.origin === origin && mayCarrySecrets(url) ? request.secret : undefined
      const response = await fetch(url.href, {
        headers: { 'user-agent': 'capuchin', ...request.headers, ...secret },
        redirect: 'manual',
        signal,
      })
      const next = redirectOf(response, url)
      if (next === null) return await readText(response, { url, request })
      await response.body?.cancel()
      url = next
    }
    throw new CapuchinError(
      'issue/failed',
      `${request.url} sends us elsewhere more than ${mostRedirects} times`,
    )
  } catch (cause) {
    throwIfAborted(request.signal)
    if (cause instanceof CapuchinError) throw cause
    if (timeout.aborted)
      throw new CapuchinError(
        'issue/timeout',
        `${url.href} gave no whole answer in ${request.timeoutMs / 1000} s`,
        { cause, hint },
      )
    throw new CapuchinError('issue/unreachable', `cannot reach ${url.host}: ${reasonOf(cause)}`, {
      cause,
      hint,
    })
  }
}

const hint = 'save the text of the issue to a file and give that, or pipe it in with -'

/** Nobody on the way may read them. */
function mayCarrySecrets({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)
}

/** Null for an answer that is no redirect. */
function redirectOf({ status, headers }: Response, from: URL): URL | null {
  const location = headers.get('location')
  if (![301, 302, 303, 307, 308].includes(status) || location === null) return null
  const to = URL.canParse(location, from.href) ? new URL(location, from) : null
  const isDowngrade = from.protocol === 'https:' && to?.protocol !== 'https:'
  if (to === null || !/^https?:$/.test(to.protocol) || isDowngrade)
    throw new CapuchinError('issue/failed', `${from.href} sends us to ${location}, where we do not follow`, {
      hint,
    })
  return to
}

async function readText(
  response: Response,
  { url, request }: { readonly url: URL; readonly request: TextRequest },
): Promise<FetchedText> {
  const type = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const bytes = await readBytes(response, { url, maxBytes: request.maxBytes })
  if (!response.ok) throw failureOf(response, { url, body: decode(bytes, ''), hint })
  if (!isText(type) || bytes.includes(0))
    throw new CapuchinError('issue/not-text', `${url.href} is no text${type === '' ? '' : ` but ${type}`}`, {
      hint,
    })
  return { url, type, text: decode(bytes, response.headers.get('content-type') ?? '') }
}

function isText(type: string): boolean {
  return type === '' || /^text\/|[/+](?:json|xml|xhtml\+xml|markdown)$/.test(type)
}

async function readBytes(
  { body }: Response,
  { url, maxBytes }: { readonly url: URL; readonly maxBytes: number },
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  if (body)
    for await (const chunk of body) {
      size += chunk.byteLength
      if (size > maxBytes)
        throw new CapuchinError('issue/too-large', `${url.href} is larger than ${maxBytes / 1_000_000} MB`, {
          hint,
        })
      chunks.push(chunk)
    }
  return Buffer.concat(chunks)
}

/** By the charset that the server names, else UTF-8. */
function decode(bytes: Uint8Array, contentType: string): string {
  const charset = /charset="?([\w-]+)/i.exec(contentType)?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    return new TextDecoder().decode(bytes)
  }
}

/** What lies below `fetch failed`. */
function reasonOf(error: unknown): string {
  return messageOf(error instanceof Error && error.cause !== undefined ? error.cause : error)
}
