import { join } from 'node:path'
import {
  createImagePlaces,
  createLocalPlaces,
  createMadeImages,
  createPulledImages,
  type EvaluationPlaces,
} from '../../evaluation/index.ts'
import {
  createDockerProvider,
  createImageStore,
  createLocalProvider,
  type SandboxLimits,
  type SandboxProvider,
} from '../../sandbox/index.ts'
import { CapuchinError } from '../../std/index.ts'
import type { EvaluateSettings } from './settings.ts'
import { cacheFolder, createTaskSources, type PlacesDeps } from './task-sources.ts'

/** Where a run's instances are tested. @throws CapuchinError `sandbox/unavailable`, `evaluate/overrides`. */
export async function openPlaces(settings: EvaluateSettings, deps: PlacesDeps): Promise<EvaluationPlaces> {
  return settings.sandbox === 'local' ? openLocal(settings, deps) : openImages(settings, deps)
}

async function openLocal(settings: EvaluateSettings, deps: PlacesDeps): Promise<EvaluationPlaces> {
  const provider = localProvider(deps)
  await assertAvailable(provider, 'use --sandbox docker')
  return createLocalPlaces({
    ...(await createTaskSources(settings, deps)),
    provider,
    env: deps.env,
    onProgress: deps.onNote,
    limits: limitsOf(settings),
    network: settings.network,
  })
}

async function openImages(settings: EvaluateSettings, deps: PlacesDeps): Promise<EvaluationPlaces> {
  const { network, browsers, makeImages, imageDiskGb } = settings
  const provider = createDockerProvider({ privileges: browsers ? 'browsers' : 'usual' })
  await assertAvailable(provider, 'start Docker or set DOCKER_HOST, or use --sandbox local')
  const images = createImageStore()
  const common = { provider, limits: limitsOf(settings), network }
  if (!makeImages) {
    const budgetBytes = imageDiskGb * 1e9
    const holdImage = createPulledImages({ images, budgetBytes, onProgress: deps.onNote })
    return createImagePlaces({ ...common, holdImage })
  }
  const maker = localProvider(deps)
  const holdImage = createMadeImages({
    ...(await createTaskSources(settings, deps)),
    images,
    provider: maker,
    env: deps.env,
    onProgress: deps.onNote,
  })
  const places = createImagePlaces({ ...common, holdImage })
  const dispose = async (): Promise<void> => {
    await places[Symbol.asyncDispose]()
    await maker.dispose()
  }
  return { ...places, [Symbol.asyncDispose]: dispose }
}

function localProvider({ env }: PlacesDeps): SandboxProvider {
  return createLocalProvider({ stateDir: join(cacheFolder(env), 'sandboxes') })
}

async function assertAvailable(provider: SandboxProvider, hint: string): Promise<void> {
  const { available, detail } = await provider.describe()
  if (available) return
  await provider.dispose()
  throw new CapuchinError('sandbox/unavailable', `no sandbox can be made here: ${detail}`, { hint })
}

function limitsOf({ timeoutSeconds, memoryMb }: EvaluateSettings): Partial<SandboxLimits> {
  return {
    timeoutMs: timeoutSeconds * 1000,
    memoryBytes: memoryMb * 1024 ** 2,
    outputBytes: 128 * 1024 ** 2,
    // Threads count: builds and test runners of some languages start hundreds.
    processes: 4096,
  }
}
