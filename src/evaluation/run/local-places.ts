import type { EnvironmentRecipe, Instance } from '../../domain/index.ts'
import type { SandboxLimits, SandboxProvider } from '../../sandbox/index.ts'
import { CapuchinError, hashJson } from '../../std/index.ts'
import {
  offlineEnv,
  openTaskFolder,
  taskOptions,
  type TaskFolder,
  type TaskFolderDeps,
} from '../../workspace/index.ts'
import type { EvaluationPlaces, PlaceOptions } from './places.ts'

export interface TaskPreparation extends Pick<TaskFolderDeps, 'root' | 'env' | 'onProgress'> {
  /** Project code is installed in its sandboxes. */
  readonly provider: SandboxProvider
  /** How the environment of an instance is made; null when that is not known. */
  readonly recipeOf: (instance: Instance) => Promise<EnvironmentRecipe | null>
  /** Where the code of an instance is fetched from: a local repository, or a URL. */
  readonly sourceOf: (instance: Instance) => Promise<string>
}

export interface LocalPlacesOptions extends TaskPreparation {
  readonly limits: Partial<SandboxLimits>
  readonly network: boolean
}

/** Environments made on this machine, one folder for each instance. */
export function createLocalPlaces(options: LocalPlacesOptions): EvaluationPlaces {
  const { provider, limits, network } = options
  return {
    kind: 'local',
    prepare: async (instance, prepareOptions = {}) => {
      const { task, recipe } = await prepareTask(instance, options, prepareOptions)
      const opening = taskOptions(task.python, recipe)
      return {
        fingerprint: hashJson({ task: task.fingerprint, packages: [...task.packages], network }),
        open: ({ signal: openSignal, forWork = false } = {}) =>
          provider.open(
            { from: 'checkout', path: task.path },
            {
              ...opening,
              env: { ...opening.env, ...(network ? {} : offlineEnv) },
              limits,
              network,
              hidePackages: forWork,
              signal: openSignal,
            },
          ),
        release: () => Promise.resolve(),
      }
    },
    [Symbol.asyncDispose]: () => provider.dispose(),
  }
}

/** The folder of an instance, made when it is not there. @throws CapuchinError `evaluation/no-environment`, `workspace/*`. */
export async function prepareTask(
  instance: Instance,
  preparation: TaskPreparation,
  { signal }: PlaceOptions,
): Promise<{ readonly task: TaskFolder; readonly recipe: EnvironmentRecipe }> {
  const recipe = await preparation.recipeOf(instance)
  if (!recipe) {
    throw new CapuchinError(
      'evaluation/no-environment',
      `it is not known how to set up ${instance.repo} ${instance.version ?? ''} on this machine`,
      { hint: 'describe it with --environment-overrides FILE, or use its image: --sandbox docker' },
    )
  }
  const task = await openTaskFolder(
    {
      instanceId: instance.instanceId,
      source: await preparation.sourceOf(instance),
      baseCommit: instance.baseCommit,
      recipe,
    },
    { ...preparation, signal },
  )
  return { task, recipe }
}
