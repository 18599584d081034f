import { APICallError } from 'ai'
import { CapuchinError, messageOf } from '../std/index.ts'
import { isTooLong, retryAfterMs } from './http-failure.ts'
import type { ModelId } from './model.ts'

/** What the library or the network threw, as one of the `llm/*` codes that `Model` promises. */
export function toModelError(error: unknown, { provider, model }: ModelId): CapuchinError {
  if (error instanceof CapuchinError) return error
  const name = `${provider}/${model}`
  if (!APICallError.isInstance(error)) {
    const broken = isNetworkError(error)
    return broken
      ? new CapuchinError('llm/unreachable', `${name} broke off: ${messageOf(error)}`, { cause: error })
      : new CapuchinError('llm/bad-reply', `${name} sent what cannot be read: ${messageOf(error)}`, {
          cause: error,
        })
  }
  const { statusCode, responseHeaders } = error
  const body = (error.responseBody ?? '').slice(0, 2_000)
  const data = { statusCode, retryAfterMs: retryAfterMs((header) => responseHeaders?.[header]) }
  const said = messageOf(error).slice(0, 300)
  if (statusCode === undefined) {
    const hint = `check that ${new URL(error.url).origin} can be reached from here`
    return new CapuchinError('llm/unreachable', `${name} cannot be reached: ${said}`, {
      cause: error,
      hint,
      data,
    })
  }
  const make = (code: string, what: string, hint?: string): CapuchinError =>
    new CapuchinError(code, `${name} ${what} (HTTP ${statusCode}): ${said}`, {
      cause: error,
      data,
      ...(hint === undefined ? {} : { hint }),
    })
  if (statusCode === 401 || statusCode === 403)
    return make('llm/auth', 'refused the key', 'check the key that is set for this provider')
  if (statusCode === 429)
    return make('llm/rate-limited', 'asks to slow down', 'wait, lower --attempts, or use another model')
  if (statusCode === 404)
    return make('llm/unknown-model', 'is not known to its provider', 'check the name given with --model')
  if (isTooLong(statusCode, body)) {
    return make('llm/context-length', 'cannot take a prompt of this length', 'lower --context-tokens')
  }
  if (statusCode >= 500) return make('llm/unreachable', 'failed')
  if (statusCode < 300) return make('llm/bad-reply', 'sent what cannot be read')
  return make('llm/bad-request', 'did not accept the request')
}

function isNetworkError(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (
      'code' in at &&
      typeof at.code === 'string' &&
      /^(UND_ERR|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_)/.test(at.code)
    )
      return true
    if (at.message === 'terminated' || at.message === 'fetch failed') return true
  }
  return false
}
