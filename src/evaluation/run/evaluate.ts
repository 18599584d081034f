import PQueue from 'p-queue'
import type { ExecutionCache, GradableInstance, Instance } from '../../domain/index.ts'
import { type CapuchinError, hasCode, hashJson, messageOf, sha256 } from '../../std/index.ts'
import type { HarnessVersion } from './apply-patch.ts'
import { executionSchema, type Execution } from './execution.ts'
import type { EvaluationPlaces, Place } from './places.ts'
import { runPrediction } from './run-prediction.ts'

/** Counted up when the same patch could come to another log by how it is applied and run. */
const rulesVersion = 1

export interface EvaluationItem {
  readonly instance: GradableInstance
  /** Null runs the tests on the code as it is. */
  readonly patch: string | null
  /** 1, 2, ... for runs that are repeated to see whether they end alike. */
  readonly repetition: number
  /** What it took last time, in milliseconds; null when that is not known. */
  readonly expectedMs: number | null
}

export interface EvaluationSettings {
  readonly harness: HarnessVersion
  /** Of one script. */
  readonly timeoutMs: number
  /** Items that run at once. */
  readonly jobs: number
  readonly signal?: AbortSignal | undefined
}

export interface EvaluationDeps {
  readonly places: EvaluationPlaces
  readonly executions: ExecutionCache
  readonly readAsset: (url: string) => Promise<Uint8Array>
  /** Called as each item ends, in the order they end. */
  readonly onEnd: (item: EvaluationItem, result: ItemResult) => Promise<void>
  readonly onStart?: (item: EvaluationItem) => void
}

export type ItemResult =
  | {
      readonly kind: 'executed'
      readonly execution: Execution
      readonly fromCache: boolean
      readonly place: string
      /** Name of its image; null where it is none. */
      readonly image: string | null
    }
  /** Nothing of this is the patch's fault: it has no verdict. */
  | {
      readonly kind: 'infra'
      readonly code: string
      readonly reason: string
      /** What the user can do about it. */
      readonly hint: string | null
    }
  | { readonly kind: 'cancelled' }

/**
 * Runs items, those that take longest first, each result found again by content: equal patches on equal environments
 * run once, whatever they are called. What breaks around a run is tried once more and never counted as the patch's.
 */
export async function evaluate(
  items: readonly EvaluationItem[],
  settings: EvaluationSettings,
  deps: EvaluationDeps,
): Promise<void> {
  const queue = new PQueue({ concurrency: Math.max(1, settings.jobs) })
  const running = new Map<string, Promise<ItemResult>>()
  const prepared = createPreparations(items, deps.places, settings.signal)
  const waiting = items.toSorted((a, b) => weightOf(b) - weightOf(a))
  await Promise.all(
    waiting.map((item, index) =>
      queue.add(async () => {
        deps.onStart?.(item)
        // The next one's environment is fetched while this one's tests run.
        const next = waiting[index + settings.jobs]
        if (next) void prepared.get(next.instance).catch(() => undefined)
        const result = await runItem(item, { settings, deps, running, prepared })
        await deps.onEnd(item, result)
        await prepared.leave(item.instance)
      }),
    ),
  )
}

/** Unknown ones count as long: a long one found last keeps everybody waiting. */
function weightOf({ expectedMs, instance }: EvaluationItem): number {
  return expectedMs ?? 60_000 + (instance.passToPass?.length ?? 0)
}

interface ItemContext {
  readonly settings: EvaluationSettings
  readonly deps: EvaluationDeps
  /** Executions under way, by content. */
  readonly running: Map<string, Promise<ItemResult>>
  readonly prepared: Preparations
}

async function runItem(item: EvaluationItem, context: ItemContext): Promise<ItemResult> {
  const first = await attemptItem(item, context)
  if (first.kind !== 'infra' || !mayPass(first.code)) return first
  return attemptItem(item, context)
}

/** What will be the same the next time is not tried again. */
function mayPass(code: string): boolean {
  return !/^(evaluation|workspace|sandbox)\/(no-|unavailable|unsupported|image-denied|image-rate-limited)/.test(
    code,
  )
}

async function attemptItem(item: EvaluationItem, context: ItemContext): Promise<ItemResult> {
  const { signal } = context.settings
  try {
    if (signal?.aborted) return { kind: 'cancelled' }
    const place = await context.prepared.get(item.instance)
    const key = executionKey(item, place, context.settings)
    const where = { place: place.fingerprint, image: place.image ?? null }
    const known = await findExecution(key, context)
    if (known) return { kind: 'executed', execution: known, fromCache: true, ...where }
    const twin = context.running.get(key)
    if (twin) return await twin
    const running = executeItem(item, place, context).then(async (execution): Promise<ItemResult> => {
      await context.deps.executions.save(key, execution)
      return { kind: 'executed', execution, fromCache: false, ...where }
    })
    context.running.set(key, running)
    return await running.finally(() => context.running.delete(key))
  } catch (error) {
    if (signal?.aborted) return { kind: 'cancelled' }
    if (!isInfra(error)) throw error
    return { kind: 'infra', code: error.code, reason: messageOf(error), hint: error.hint ?? null }
  }
}

function isInfra(error: unknown): error is CapuchinError {
  return ['sandbox', 'evaluation', 'workspace', 'git', 'std'].some((family) => hasCode(error, family))
}

function executeItem(
  { instance, patch }: EvaluationItem,
  place: Place,
  { settings, deps }: ItemContext,
): Promise<Execution> {
  const { harness, timeoutMs, signal } = settings
  return runPrediction({
    instance,
    patch,
    harness,
    timeoutMs,
    open: () => place.open({ signal }),
    readAsset: deps.readAsset,
    signal,
  })
}

/** All that a log depends on, the time limit left out. */
function executionKey(item: EvaluationItem, { fingerprint }: Place, { harness }: EvaluationSettings): string {
  return hashJson({
    rules: rulesVersion,
    harness,
    place: fingerprint,
    base: item.instance.baseCommit,
    script: sha256(item.instance.evaluation.script),
    patch: item.patch === null ? null : sha256(item.patch),
    repetition: item.repetition,
  })
}

/** A run that was cut off by its time limit says nothing of a run that has longer. */
async function findExecution(key: string, { deps, settings }: ItemContext): Promise<Execution | null> {
  const known = await deps.executions.find(key, executionSchema)
  if (known?.ending === 'timeout' && known.timeoutMs < settings.timeoutMs) return null
  return known
}

interface Preparations {
  get(instance: Instance): Promise<Place>
  /** To be called once for every item of the instance. */
  leave(instance: Instance): Promise<void>
}

/** Each instance's environment is prepared once for all that is waiting for it; one that failed is tried anew. */
function createPreparations(
  items: readonly EvaluationItem[],
  places: EvaluationPlaces,
  signal: AbortSignal | undefined,
): Preparations {
  const known = new Map<string, Promise<Place>>()
  const left = new Map<string, number>()
  for (const { instance } of items) left.set(instance.instanceId, (left.get(instance.instanceId) ?? 0) + 1)
  return {
    get: (instance) => {
      const existing = known.get(instance.instanceId)
      if (existing) return existing
      const preparing = places.prepare(instance, { signal })
      known.set(instance.instanceId, preparing)
      preparing.catch(() => known.delete(instance.instanceId))
      return preparing
    },
    leave: async ({ instanceId }) => {
      const others = (left.get(instanceId) ?? 1) - 1
      left.set(instanceId, others)
      if (others > 0) return
      const place = await known.get(instanceId)?.catch(() => null)
      known.delete(instanceId)
      await place?.release()
    },
  }
}
