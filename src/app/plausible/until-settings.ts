import { CapuchinError } from '../../std/index.ts'
import type { Config } from '../config.ts'
import type { ResolvedConfig } from '../load-config.ts'

/** Settings that choose among attempts, or end them, in other ways. */
const others = [
  'select',
  'enough',
  'minConfidence',
  'selectModel',
] as const satisfies readonly (keyof Config)[]
const own = ['plausible', 'fallback'] as const satisfies readonly (keyof Config)[]

/**
 * The settings as they are, if those go together that say how many attempts are made and which of them is taken.
 *
 * @throws CapuchinError `config/bad-flag`.
 */
export function settleUntil(resolved: ResolvedConfig): ResolvedConfig {
  const { config, sources } = resolved
  const stops = config.until === 'plausible'
  const misfit = (stops ? others : own).find((name) => sources.get(name) === 'flag')
  if (misfit === undefined) return resolved
  const flag = `--${misfit.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  throw stops
    ? new CapuchinError(
        'config/bad-flag',
        `--until plausible takes the first plausible attempt, and ${flag} has no say in it`,
        {
          hint: 'leave one of them out',
        },
      )
    : new CapuchinError('config/bad-flag', `${flag} says which attempt is plausible, and nobody asks`, {
        hint: 'add --until plausible',
      })
}
