import type { z } from 'zod'
import { abortReason, CapuchinError, messageOf, jsonOf } from '../std/index.ts'
import { isTooLong, retryAfterMs } from './http-failure.ts'
import { patientFetch } from './patient-fetch.ts'

export interface ProviderHttp {
  getJson<T>(path: string, schema: z.ZodType<T>, signal: AbortSignal | undefined): Promise<T>
  getText(path: string, signal: AbortSignal | undefined): Promise<string>
  post<T>(path: string, schema: z.ZodType<T>, body: PostBody): Promise<T>
}

export interface PostBody {
  readonly contentType: string
  readonly content: string
  readonly signal: AbortSignal | undefined
}

export interface ProviderHttpOptions {
  /** Who is asked, for messages. */
  readonly name: string
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
}

/** Plain calls to a provider for what the LLM library has no words for. Failures carry the codes of `Model`. */
export function createProviderHttp(options: ProviderHttpOptions): ProviderHttp {
  const { name, baseUrl, headers } = options
  const send = async (path: string, signal: AbortSignal | undefined, body?: PostBody): Promise<string> => {
    const fetch = await patientFetch()
    try {
      const response = await fetch(`${baseUrl}${path}`, {
        method: body ? 'POST' : 'GET',
        headers: body ? { ...headers, 'content-type': body.contentType } : headers,
        ...(body ? { body: body.content } : {}),
        ...(signal ? { signal } : {}),
      })
      const text = await response.text()
      if (!response.ok) throw toError(name, response, text)
      return text
    } catch (error) {
      if (signal?.aborted) throw abortReason(signal)
      if (error instanceof CapuchinError) throw error
      throw new CapuchinError('llm/unreachable', `${name} cannot be reached: ${messageOf(error)}`, {
        cause: error,
      })
    }
  }
  const read = <T>(schema: z.ZodType<T>, text: string): T => {
    const parsed = schema.safeParse(jsonOf(text))
    if (parsed.success) return parsed.data
    throw new CapuchinError(
      'llm/bad-reply',
      `${name} sent what cannot be read: ${messageOf(parsed.error).slice(0, 200)}`,
    )
  }
  return {
    getJson: async (path, schema, signal) => read(schema, await send(path, signal)),
    getText: (path, signal) => send(path, signal),
    post: async (path, schema, body) => read(schema, await send(path, body.signal, body)),
  }
}

function toError(
  name: string,
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  body: string,
): CapuchinError {
  const code =
    status === 401 || status === 403
      ? 'llm/auth'
      : status === 429
        ? 'llm/rate-limited'
        : status >= 500
          ? 'llm/unreachable'
          : isTooLong(status, body)
            ? 'llm/context-length'
            : 'llm/bad-request'
  const said = body.replaceAll(/\s+/g, ' ').slice(0, 300)
  return new CapuchinError(code, `${name} answered HTTP ${status}: ${said}`, {
    data: { statusCode: status, retryAfterMs: retryAfterMs((header) => headers.get(header)) },
  })
}
