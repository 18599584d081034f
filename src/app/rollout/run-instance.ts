import type { EnvironmentTables } from '../../dataset/index.ts'
import type { GradableInstance } from '../../domain/index.ts'
import type { EvaluationPlaces } from '../../evaluation/index.ts'
import { CapuchinError, hasCode, messageOf, sleep, throwIfAborted } from '../../std/index.ts'
import type { Store } from '../../store/index.ts'
import { frameworkOf } from '../../test-runner/index.ts'
import type { App } from '../create-app.ts'
import { openTask } from '../select/open-task.ts'
import { executeRun, type RunPlace } from '../solve/execute-run.ts'
import { solveResultSchema, type SolveInput, type SolveResult } from '../solve/solve-records.ts'
import { instanceRunId } from './rollout-run.ts'
import type { RolloutRequest } from './rollout-request.ts'

/** How the run of an instance ended: with a result, or with what kept it from one. */
export type InstanceEnd =
  | {
      readonly kind: 'made'
      readonly runId: string
      readonly result: SolveResult
      readonly fromStore: boolean
    }
  | { readonly kind: 'infra'; readonly runId: string; readonly code: string; readonly reason: string }

export interface InstanceDeps {
  readonly app: App
  readonly store: Store
  readonly tables: EnvironmentTables
  /** Places with so many times the usual memory. */
  readonly placesOf: (factor: number) => Promise<EvaluationPlaces>
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>
  readonly onNote: (text: string) => void
  readonly signal: AbortSignal
}

/** Before an instance is tried again. */
const pauseMs = 5_000
const mostMemory = 8

/**
 * Makes the attempts of one instance. What its run has made before is not made again; what something around it broke is,
 * a few times, with twice the memory where a sandbox broke.
 *
 * @throws CapuchinError `llm/auth`, `llm/no-key`, `llm/unknown-*`, `config/*`: what would break every instance.
 */
export async function runInstance(
  instance: GradableInstance,
  request: RolloutRequest,
  deps: InstanceDeps,
): Promise<InstanceEnd> {
  const runId = instanceRunId(request.runId, instance.instanceId)
  const known = await finishedResult(deps.store, runId)
  if (known) return { kind: 'made', runId, result: known, fromStore: true }
  for (let tries = 0, memory = 1; ; tries++) {
    const end = await tryInstance(instance, { request, runId, memory, deps })
    throwIfAborted(deps.signal)
    const broken = brokenBy(end)
    if (broken === null || tries >= request.retries || !mayPass(broken.code)) return end
    if (isSandbox(broken.code)) memory = Math.min(mostMemory, memory * 2)
    deps.onNote(`${instance.instanceId} is tried again: ${broken.code}: ${broken.reason}`)
    await sleep(pauseMs, deps)
  }
}

interface Try {
  readonly request: RolloutRequest
  readonly runId: string
  /** Times the usual. */
  readonly memory: number
  readonly deps: InstanceDeps
}

async function tryInstance(
  instance: GradableInstance,
  { request, runId, memory, deps }: Try,
): Promise<InstanceEnd> {
  const { app, store, signal } = deps
  const input = toInput(instance, request)
  try {
    await claim(store, { runId, input })
    const result = await executeRun(
      {
        app,
        store,
        models: await app.createModels(input, {
          before: await store.stageCosts(runId),
          run: { id: runId, root: input.root },
        }),
        openPlace: () => openInstance(instance, { deps, memory }),
        inTurn: deps.inTurn,
      },
      { runId, input },
      { onEvent: () => undefined, signal },
    )
    return { kind: 'made', runId, result, fromStore: false }
  } catch (error) {
    if (signal.aborted || !(error instanceof CapuchinError)) throw error
    if (endsAll(error)) throw error
    return { kind: 'infra', runId, code: error.code, reason: messageOf(error) }
  }
}

async function openInstance(
  instance: GradableInstance,
  { deps, memory }: { readonly deps: InstanceDeps; readonly memory: number },
): Promise<RunPlace> {
  return openTask(instance, { ...deps, places: await deps.placesOf(memory) })
}

/** Takes the run of an instance over, or begins it. */
async function claim(
  store: Store,
  { runId, input }: { readonly runId: string; readonly input: SolveInput },
): Promise<void> {
  const known = await store.findRun(runId)
  if (!known) {
    await store.createRun({ id: runId, title: input.title, root: input.root, input })
    return
  }
  await store.claimRun(runId)
  await store.clearEvents(runId)
}

function toInput(
  instance: GradableInstance,
  { config, temperatures, root, record, replay, runId }: RolloutRequest,
): SolveInput {
  const { instanceId, repo, baseCommit, problemStatement } = instance
  const { testCmd } = config
  return {
    kind: 'solve',
    v: 1,
    // Attempts of all instances share the cores by turns, so that each may take one at a time.
    config: { ...config, jobs: 1 },
    root,
    head: baseCommit,
    issue: problemStatement,
    title: `${instanceId}: ${problemStatement.split('\n')[0] ?? ''}`.slice(0, 80),
    testCommand:
      testCmd === undefined
        ? null
        : { framework: frameworkOf(testCmd), command: testCmd, cwd: '', foundIn: '--test-cmd' },
    given: null,
    instance: { instanceId, repo, rollout: runId },
    temperatures: [...temperatures],
    record,
    replay,
  }
}

async function finishedResult(store: Store, runId: string): Promise<SolveResult | null> {
  const known = await store.findRun(runId)
  if (!known || known.status === 'running' || known.status === 'interrupted') return null
  const result = solveResultSchema.safeParse((await store.loadRun(runId)).result).data
  return result && isWhole(result) ? result : null
}

/** Whether every attempt came to an end of its own, or was decided against. */
function isWhole({ status, attempts, stoppedEarly }: SolveResult): boolean {
  const broken = attempts.some(
    ({ outcome }) => outcome === 'infra' || (outcome === 'cancelled' && stoppedEarly === null),
  )
  return status !== 'cancelled' && !broken
}

function brokenBy(end: InstanceEnd): { readonly code: string; readonly reason: string } | null {
  if (end.kind === 'infra') return end
  const { infraCode, attempts } = end.result
  if (infraCode === null) return null
  return { code: infraCode, reason: attempts.find(({ outcome }) => outcome === 'infra')?.reason ?? '' }
}

function endsAll(error: CapuchinError): boolean {
  return ['llm', 'config', 'store'].some((family) => hasCode(error, family))
}

/** What will be the same the next time is not tried again. */
function mayPass(code: string): boolean {
  return !/^(?:evaluation|workspace|sandbox|solve|llm)\/(?:no-|unavailable|unsupported|image-denied|auth|unknown|bad-request|replay)/.test(
    code,
  )
}

function isSandbox(code: string): boolean {
  return /^(?:sandbox|test-runner)\//.test(code)
}
