import { CapuchinError } from '../../std/index.ts'
import { createProviderHttp } from '../provider-http.ts'
import { resolveModel, type ProviderSettings } from '../providers.ts'
import type { RateLimiter } from '../wrappers/rate-limit.ts'
import { retryCall, type RetryOptions } from '../wrappers/retry.ts'
import { createChatContinuations } from './chat-continuations.ts'
import { createCompletionContinuations } from './completion-continuations.ts'
import type { ContinuationModel } from './continuation-model.ts'

export interface ContinuationModelOptions extends Pick<ProviderSettings, 'env'> {
  readonly endpoint: 'chat' | 'completions'
  readonly limiter: RateLimiter
  readonly retry: RetryOptions
}

/**
 * The model that a name stands for, on any server that speaks OpenAI's words. Nothing is sent yet.
 *
 * @throws CapuchinError `llm/unknown-provider`, `llm/no-key`, `llm/no-endpoint`.
 */
export function createContinuationModel(
  text: string,
  { env, endpoint, limiter, retry }: ContinuationModelOptions,
): ContinuationModel {
  const { id, key, url } = resolveModel(text, env)
  if (url === null)
    throw new CapuchinError('llm/no-endpoint', `${text} is not known to tell how likely its words are`, {
      hint: 'write MODEL@http://HOST:PORT/v1 for any server with the interface of OpenAI',
    })
  const headers = { authorization: `Bearer ${key}` }
  const http = createProviderHttp({ name: `${id.provider}/${id.model}`, baseUrl: url, headers })
  const create = endpoint === 'chat' ? createChatContinuations : createCompletionContinuations
  const model = create(id, http)
  return {
    id,
    weigh: async (asked, { signal }) => {
      const leave = await limiter.enter(signal)
      try {
        return await retryCall(() => model.weigh(asked, { signal }), retry, { signal })
      } finally {
        leave()
      }
    },
  }
}
