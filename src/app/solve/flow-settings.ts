import { paperEditTestOptions } from '../../attempt/index.ts'
import { CapuchinError } from '../../std/index.ts'
import { strategyNameOf } from '../create-strategy.ts'
import type { ResolvedConfig } from '../load-config.ts'

/** Flows that repeat what another program did, with the strategy that can. */
const strategyOf = { 'v0.35': 'edit-loop', codemonkeys: 'edit-test' } as const

/**
 * The settings with a flow's own default budget of context, where it has one.
 *
 * @throws CapuchinError `config/bad-flag` for a flow that the strategy does not know.
 */
export function settleFlow(resolved: ResolvedConfig): ResolvedConfig {
  const { config, sources } = resolved
  const { flow } = config
  if (flow === 'current') return resolved
  const strategy = strategyOf[flow]
  if (strategyNameOf(config) !== strategy)
    throw new CapuchinError(
      'config/bad-flag',
      `--flow ${flow} is one of the ${strategy} strategy, and this run takes ${strategyNameOf(config)}`,
      { hint: `add --strategy ${strategy}, or leave --flow out` },
    )
  if (flow === 'v0.35' || sources.get('contextTokens') !== 'default') return resolved
  return { ...resolved, config: { ...config, contextTokens: paperEditTestOptions.contextTokens } }
}
