import { availableParallelism, homedir } from 'node:os'
import { join } from 'node:path'
import type { Strategy } from '../attempt/index.ts'
import { createRedactor, type Redactor } from '../llm/index.ts'
import {
  createDockerProvider,
  createLocalProvider,
  createUnconfinedProvider,
  type SandboxProvider,
} from '../sandbox/index.ts'
import { CapuchinError, systemClock, type Clock } from '../std/index.ts'
import type { Store } from '../store/index.ts'
import type { EvaluationPlaces } from '../evaluation/index.ts'
import { selectsByModel, type Config } from './config.ts'
import { createRunModels, type ModelDeps, type ModelInput, type RunModels } from './create-models.ts'
import { createStrategy, strategyNameOf, type StrategyInput } from './create-strategy.ts'
import type { Person } from './open-models.ts'
import type { EvaluateSettings } from './evaluate/settings.ts'
import { openBaseCode, type BaseCode, type BaseCodeRequest } from './solve/base-code.ts'

/** The outside of one invocation, handed in by the face that started it. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Who may be asked to carry prompts to a chat window; nobody where it is left out. */
  readonly person?: Person
}

/** Everything a use case needs, built once: the only place that knows which implementation stands behind a port. */
export interface App {
  readonly clock: Clock
  readonly cores: number
  readonly redact: Redactor
  openStore(root: string): Promise<Store>
  createProvider(config: Config): Promise<SandboxProvider>
  openPlaces(settings: EvaluateSettings, onNote: (text: string) => void): Promise<EvaluationPlaces>
  createStrategy(config: Config, input: StrategyInput): Strategy
  openBaseCode(request: Omit<BaseCodeRequest, 'env'>): Promise<BaseCode>
  /** Whether anybody may ask one: the strategy, or the choice among patches. */
  asksModel(input: ModelInput): boolean
  /** Null where nobody asks one: neither the strategy nor the choice among patches. */
  createModels(input: ModelInput, options: Pick<ModelDeps, 'before' | 'run'>): Promise<RunModels | null>
}

export function createApp({ env, person }: Surroundings): App {
  const redact = createRedactor(secretsOf(env))
  return {
    clock: systemClock,
    cores: availableParallelism(),
    redact,
    openStore: async (root) => {
      // The query builder is the slowest thing to load, and --help needs none.
      const { openStore } = await import('../store/index.ts')
      return openStore(join(root, '.capuchin'))
    },
    createProvider: (config) => createProvider(config, stateFolder(env)),
    createStrategy,
    openBaseCode: (request) => openBaseCode({ ...request, env }),
    openPlaces: async (settings, onNote) => {
      const { openPlaces } = await import('./evaluate/places.ts')
      return openPlaces(settings, { env, onNote })
    },
    asksModel,
    createModels: async (input, options) =>
      asksModel(input) ? createRunModels(input, { env, redact, person: person ?? null, ...options }) : null,
  }
}

function stateFolder(env: Surroundings['env']): string {
  return join(env['XDG_CACHE_HOME'] ?? join(env['HOME'] ?? homedir(), '.cache'), 'capuchin', 'sandboxes')
}

function secretsOf(env: Surroundings['env']): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    /(_KEY|_TOKEN|SECRET|PASSWORD)$/.test(name) && value ? [value] : [],
  )
}

async function createProvider(config: Config, stateDir: string): Promise<SandboxProvider> {
  if (config.sandbox === 'none') {
    if (!config.allowUnsandboxed) {
      throw new CapuchinError('sandbox/unavailable', 'commands would run without any confinement', {
        hint: 'add --allow-unsandboxed if that is what you want',
      })
    }
    return createUnconfinedProvider({ stateDir })
  }
  if (config.sandbox === 'docker') {
    return createDockerProvider(config.image === undefined ? {} : { image: config.image })
  }
  const local = createLocalProvider({ stateDir })
  const description = await local.describe()
  if (description.available) return local
  await local.dispose()
  if (config.allowUnsandboxed && config.sandbox === 'auto') return createUnconfinedProvider({ stateDir })
  throw new CapuchinError('sandbox/unavailable', `no sandbox can be made here: ${description.detail}`, {
    hint: 'use --sandbox docker with --image, or --allow-unsandboxed to run commands without confinement',
  })
}

/** Given patches need a model only where one may choose among them. */
function asksModel({ config, given }: ModelInput): boolean {
  if (selectsByModel(config)) return true
  if (given === null) return strategyNameOf(config) !== 'mutation'
  if (config.writeTests > 0) return true
  return config.select === 'auto' && (config.model.length > 0 || config.selectModel !== undefined)
}
