import { nameOf } from '../ai-sdk-model.ts'
import { spellsSecret } from '../logprobs/spells-secret.ts'
import type { Model, ModelReply } from '../model.ts'
import type { Redactor } from '../redact.ts'

export interface KeptLogprobsOptions {
  readonly redact: Redactor
  /** Told once, when a first reply comes without. */
  readonly warn: (text: string) => void
}

/**
 * Lets through what may be kept of a reply's log-probabilities: none whose tokens spell a secret. It stands around the
 * model itself, so that no journal and no recording sees more. Every reply has them, or says why not.
 */
export function withKeptLogprobs(model: Model, { redact, warn }: KeptLogprobsOptions): Model {
  let warned = false
  return {
    id: model.id,
    async *complete(request, { signal }) {
      const reply = yield* model.complete(request, { signal })
      const logprobs = keptLogprobs(reply, redact)
      if (logprobs === 'not-given' && !warned) {
        warned = true
        warn(`${nameOf(model.id)} gave no log-probabilities with a reply, though --logprobs asks for them`)
      }
      return { ...reply, logprobs }
    },
  }
}

function keptLogprobs(reply: ModelReply, redact: Redactor): NonNullable<ModelReply['logprobs']> {
  const { logprobs = 'not-given' } = reply
  if (typeof logprobs === 'string') return logprobs
  return spellsSecret(reply, { tokens: logprobs, redact }) ? 'redacted' : logprobs
}
