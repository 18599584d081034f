import { createContinuationModel, createRateLimiter, type ContinuationModel } from '../../llm/index.ts'
import { createRandom } from '../../std/index.ts'

export interface VerifierModelOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly endpoint: 'chat' | 'completions'
  /** Calls at once. */
  readonly jobs: number
  readonly retries: number
  readonly requestsPerMinute: number | null
  readonly onRetry: (text: string) => void
}

/** A verifier on a server, asked as often as it may be. @throws CapuchinError `llm/*` where it cannot be used. */
export function createVerifierModel(name: string, options: VerifierModelOptions): ContinuationModel {
  const { env, endpoint, jobs, retries, requestsPerMinute, onRetry } = options
  return createContinuationModel(name, {
    env,
    endpoint,
    limiter: createRateLimiter({ concurrency: jobs, perMinute: requestsPerMinute }),
    retry: {
      retries,
      baseDelayMs: 500,
      maxDelayMs: 60_000,
      random: createRandom(0),
      onRetry: ({ error, delayMs }) =>
        onRetry(`${error.message}; trying again in ${Math.ceil(delayMs / 1_000)} s`),
    },
  })
}
