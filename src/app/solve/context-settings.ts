import { CapuchinError } from '../../std/index.ts'
import type { Config } from '../config.ts'
import { strategyNameOf } from '../create-strategy.ts'
import type { ResolvedConfig } from '../load-config.ts'

/** Settings that say how a scan goes and mean nothing without one. */
const scanSettings = [
  'scan',
  'scanFileTokens',
  'scanModel',
  'rankings',
  'contextCut',
  'deadline',
  'tier',
] as const satisfies readonly (keyof Config)[]

/** What files may cost that a scan chose: more than files that are only named, since they were judged. */
const scanContextTokens = 128_000

/**
 * The settings with a scan's own default budget, where there is a scan.
 *
 * @throws CapuchinError `config/bad-flag` for flags that do not go together.
 */
export function settleContext({ config, sources }: ResolvedConfig): Config {
  if (config.context !== 'scan') {
    const given = scanSettings.find((name) => sources.get(name) === 'flag')
    if (given === undefined) return config
    throw misfit(`${flagOf(given)} says how the scan goes, and there is none`, 'add --context scan')
  }
  if (strategyNameOf(config) === 'mutation')
    throw misfit(
      '--context scan chooses files for a model to read, and the mutation strategy has no model',
      'give --model, or leave --context out',
    )
  if (sources.get('tier') === 'flag' && config.deadline === undefined)
    throw misfit(
      '--tier names what --deadline goes through, and there is no deadline',
      'add --deadline MINUTES',
    )
  if (config.flow === 'v0.35')
    throw misfit(
      '--flow v0.35 shows no files of its own accord, so --context scan has no use',
      'leave one of them out',
    )
  const byDefault = sources.get('contextTokens') === 'default'
  return byDefault ? { ...config, contextTokens: scanContextTokens } : config
}

function misfit(message: string, hint: string): CapuchinError {
  return new CapuchinError('config/bad-flag', message, { hint })
}

function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
