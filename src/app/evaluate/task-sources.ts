import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { readEnvironmentTables } from '../../dataset/index.ts'
import type { EnvironmentRecipe, Instance } from '../../domain/index.ts'
import { openMirror } from '../../workspace/index.ts'
import { readOverrides, resolveRecipe } from './recipes.ts'
import type { EvaluateSettings } from './settings.ts'

export interface PlacesDeps {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly onNote: (text: string) => void
}

/** How environments are made on this machine, and of what. */
export interface TaskSources {
  /** Folder that they are made in. */
  readonly root: string
  /** A local repository with the code of an instance. */
  readonly sourceOf: (instance: Instance) => Promise<string>
  readonly recipeOf: (instance: Instance) => Promise<EnvironmentRecipe | null>
}

export function cacheFolder(env: PlacesDeps['env']): string {
  return join(env['XDG_CACHE_HOME'] ?? join(env['HOME'] ?? homedir(), '.cache'), 'capuchin')
}

/** @throws CapuchinError `evaluate/overrides`. */
export async function createTaskSources(
  settings: EvaluateSettings,
  { env, onNote }: PlacesDeps,
): Promise<TaskSources> {
  const cache = cacheFolder(env)
  const tables = readEnvironmentTables()
  const overrides =
    settings.environmentOverrides === undefined ? [] : await readOverrides(settings.environmentOverrides)
  const folder = resolve(settings.repositories ?? join(cache, 'repositories'))
  const said = new Set<string>()
  return {
    root: resolve(settings.environments ?? join(cache, 'environments')),
    sourceOf: ({ repo }) => openMirror(repo, { folder }),
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
  }
}
