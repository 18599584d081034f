import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { readEnvironmentTables } from '../../dataset/index.ts'
import type { Instance } from '../../domain/index.ts'
import { createLocalPlaces, type EvaluationPlaces } from '../../evaluation/index.ts'
import { createLocalProvider } from '../../sandbox/index.ts'
import { CapuchinError } from '../../std/index.ts'
import { openMirror } from '../../workspace/index.ts'
import { readOverrides, resolveRecipe } from './recipes.ts'
import type { EvaluateSettings } from './settings.ts'

export interface PlacesDeps {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly onNote: (text: string) => void
}

/** Where a run's instances are tested. @throws CapuchinError `sandbox/unavailable`, `evaluate/overrides`. */
export async function openPlaces(settings: EvaluateSettings, deps: PlacesDeps): Promise<EvaluationPlaces> {
  if (settings.sandbox === 'local') return openLocal(settings, deps)
  throw new CapuchinError('sandbox/unavailable', 'images are not run yet')
}

async function openLocal(settings: EvaluateSettings, { env, onNote }: PlacesDeps): Promise<EvaluationPlaces> {
  const cache = join(env['XDG_CACHE_HOME'] ?? join(env['HOME'] ?? homedir(), '.cache'), 'capuchin')
  const provider = createLocalProvider({ stateDir: join(cache, 'sandboxes') })
  const { available, detail } = await provider.describe()
  if (!available) {
    await provider.dispose()
    throw new CapuchinError('sandbox/unavailable', `no sandbox can be made here: ${detail}`, {
      hint: 'use --sandbox docker',
    })
  }
  const tables = readEnvironmentTables()
  const overrides =
    settings.environmentOverrides === undefined ? [] : await readOverrides(settings.environmentOverrides)
  const folder = resolve(settings.repositories ?? join(cache, 'repositories'))
  const said = new Set<string>()
  return createLocalPlaces({
    provider,
    root: resolve(settings.environments ?? join(cache, 'environments')),
    env,
    onProgress: onNote,
    sourceOf: ({ repo }: Instance) => openMirror(repo, { folder }),
    recipeOf: async (instance) => {
      const resolved = await resolveRecipe(instance, {
        tables,
        overrides,
        mirror: await openMirror(instance.repo, { folder }),
      })
      for (const note of resolved?.notes ?? []) {
        const text = `${instance.repo} ${instance.version ?? ''}: ${note}`
        if (!said.has(text)) onNote(text)
        said.add(text)
      }
      return resolved?.recipe ?? null
    },
    limits: {
      timeoutMs: settings.timeoutSeconds * 1000,
      memoryBytes: settings.memoryMb * 1024 ** 2,
      outputBytes: 128 * 1024 ** 2,
    },
    network: settings.network,
  })
}
