import { CapuchinError } from '../../std/index.ts'
import { strategyNameOf } from '../create-strategy.ts'
import type { ResolvedConfig } from '../load-config.ts'

/**
 * The settings as they are, where an editor can have its part in them.
 *
 * @throws CapuchinError `config/bad-flag` for an editor beside a strategy, or a flow, that has none.
 */
export function settleEditor(resolved: ResolvedConfig): ResolvedConfig {
  const { config, sources } = resolved
  if (config.editorModel === undefined || sources.get('editorModel') !== 'flag') return resolved
  const strategy = strategyNameOf(config)
  if (strategy === 'edit-loop' && config.flow === 'current') return resolved
  const found =
    strategy === 'edit-loop' ? `--flow ${config.flow} has one model` : `this run takes ${strategy}`
  const needed =
    config.model.length === 0 ? 'give --model PROVIDER/MODEL, which plans' : 'add --strategy edit-loop'
  throw new CapuchinError(
    'config/bad-flag',
    `--editor-model belongs to the edit-loop strategy, and ${found}`,
    {
      hint: strategy === 'edit-loop' ? 'leave one of the two out' : `${needed}, or leave --editor-model out`,
    },
  )
}
