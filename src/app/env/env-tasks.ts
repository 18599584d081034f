import PQueue from 'p-queue'
import { toProblem, type ExecutionCache, type GradableInstance, type Problem } from '../../domain/index.ts'
import type { EpisodeDeps } from '../../gym/index.ts'
import { CapuchinError, throwIfAborted } from '../../std/index.ts'
import type { App } from '../create-app.ts'
import { readInputs } from '../evaluate/evaluation-inputs.ts'
import type { EvaluateSettings } from '../evaluate/settings.ts'
import { openTaskPlace } from '../open-task-place.ts'
import { judgePatch } from './judge-patch.ts'
import { withOnePreparation } from './one-preparation.ts'

export interface EnvTasksRequest {
  /** Which dataset, where its tasks lie, and how they are judged; its `predictions` are not read. */
  readonly settings: EvaluateSettings
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface EnvTasksDeps {
  readonly app: Pick<App, 'openPlaces'>
  /** Equal patches are judged once. */
  readonly executions: ExecutionCache
  readonly onNote: (text: string) => void
  readonly signal: AbortSignal
}

/** The tasks of a dataset, as an Env opens and judges them. */
export interface EnvTasks extends Pick<EpisodeDeps, 'open' | 'judge'>, AsyncDisposable {
  readonly problems: readonly Problem[]
}

/** @throws CapuchinError `dataset/*`, `sandbox/unavailable`, `evaluate/*`. */
export async function openEnvTasks(
  { settings, env }: EnvTasksRequest,
  { app, executions, onNote, signal }: EnvTasksDeps,
): Promise<EnvTasks> {
  const { instances, notes } = await readInputs({ ...settings, predictions: 'empty' }, { env, signal })
  for (const note of notes) onNote(note)
  const byId = new Map(instances.map((instance) => [instance.instanceId, instance]))
  const places = withOnePreparation(await app.openPlaces(settings, onNote))
  const judging = new PQueue({ concurrency: settings.jobs })
  return {
    problems: instances.map(toProblem),
    open: (instanceId, options) => openTaskPlace(find(byId, instanceId), { places, ...options }),
    judge: (instanceId, patch, options) =>
      judging.add(() => {
        throwIfAborted(options.signal)
        return judgePatch(find(byId, instanceId), patch, { settings, places, executions, ...options })
      }),
    [Symbol.asyncDispose]: () => places[Symbol.asyncDispose](),
  }
}

function find(byId: ReadonlyMap<string, GradableInstance>, instanceId: string): GradableInstance {
  const instance = byId.get(instanceId)
  if (instance) return instance
  throw new CapuchinError('dataset/unknown-ids', `there is no instance '${instanceId}' to work on`, {
    hint: 'GET /instances lists them',
  })
}
