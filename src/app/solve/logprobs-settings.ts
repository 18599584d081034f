import { CapuchinError } from '../../std/index.ts'
import { strategyNameOf } from '../create-strategy.ts'
import type { ResolvedConfig } from '../load-config.ts'

/**
 * The settings as they are, where there can be log-probabilities if they are asked for.
 *
 * @throws CapuchinError `config/bad-flag` where no model generates anything.
 */
export function settleLogprobs(resolved: ResolvedConfig): ResolvedConfig {
  const { config, sources } = resolved
  const isAsked = config.logprobs && sources.get('logprobs') === 'flag'
  if (!isAsked || strategyNameOf(config) !== 'mutation') return resolved
  throw new CapuchinError(
    'config/bad-flag',
    '--logprobs keeps what models say of their tokens, and this run takes mutation, which asks none',
    { hint: 'give --model PROVIDER/MODEL, or leave --logprobs out' },
  )
}
