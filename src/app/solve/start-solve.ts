import { randomBytes } from 'node:crypto'
import type { RunEvent } from '../../domain/index.ts'
import { openRepository, type Repository } from '../../git/index.ts'
import { guardedRequests, obtainConsent } from '../consent.ts'
import type { App } from '../create-app.ts'
import { loadConfig } from '../load-config.ts'
import { settleUntil } from '../plausible/until-settings.ts'
import { trimStore } from '../trim-store.ts'
import { settleContext } from './context-settings.ts'
import { settleEditor } from './editor-settings.ts'
import { settleFlow } from './flow-settings.ts'
import { executeRun } from './execute-run.ts'
import { settleLogprobs } from './logprobs-settings.ts'
import { openCheckout } from './open-checkout.ts'
import { detectedRequests, findTestCommand, toInput, type SolveRequest } from './solve-input.ts'
import { solveInputSchema, solveResultSchema, type SolveInput, type SolveResult } from './solve-records.ts'

export interface SolveWatch {
  readonly onEvent: (event: RunEvent) => void
  readonly signal: AbortSignal
}

export interface SolveEnd {
  readonly runId: string
  readonly root: string
  readonly result: SolveResult
}

/**
 * Solves an issue in a user's repository, from what they typed to a stored result.
 *
 * @throws CapuchinError `git/*`, `config/*`, `sandbox/*`, `solve/*` before anything was spent.
 */
export async function startSolve(app: App, request: SolveRequest, watch: SolveWatch): Promise<SolveEnd> {
  const repository = await openRepository(request.repo, { signal: watch.signal })
  const resolved = await loadConfig({ root: repository.root, env: request.env, flags: request.flags })
  const config = settleContext(settleLogprobs(settleEditor(settleFlow(settleUntil(resolved)))))
  const testCommand = await findTestCommand(repository.root, config)
  const input = toInput(request, { repository, config, testCommand })
  await obtainConsent(
    { root: repository.root, lines: [...guardedRequests(resolved), ...detectedRequests(input, request)] },
    { ...request.consent, env: request.env },
  )
  return startRun(app, { repository, input }, watch)
}

/** Opens what a run needs, stores what it was started with, and carries it out. */
export async function startRun(
  app: App,
  { repository, input }: { readonly repository: Repository; readonly input: SolveInput },
  watch: SolveWatch,
): Promise<SolveEnd> {
  const runId = newRunId(app.clock.now())
  const run = { id: runId, root: repository.root }
  const models = await app.createModels(input, { before: [], run })
  await using provider = await app.createProvider(input.config)
  await using store = await app.openStore(repository.root)
  await trimStore(store, input.config.storeMb)
  await store.createRun({ id: runId, title: input.title, root: repository.root, input })
  if (repository.underWay !== null)
    watch.onEvent({
      type: 'run-note',
      text: `a ${repository.underWay} is under way in this checkout; working on the files as they are`,
    })
  const result = await executeRun(
    { app, store, models, openPlace: (options) => openCheckout({ app, provider, input }, options) },
    { runId, input },
    watch,
  )
  return { runId, root: repository.root, result }
}

/**
 * Goes on with a run that was stopped or killed: what its journal holds is not asked again. A finished one is not run
 * again; its result is given as it was.
 *
 * @throws CapuchinError `store/no-run`, `store/run-owned`.
 */
export async function resumeSolve(
  app: App,
  { repo, run }: { readonly repo: string; readonly run: string },
  watch: SolveWatch,
): Promise<SolveEnd> {
  const { root } = await openRepository(repo, { signal: watch.signal })
  await using store = await app.openStore(root)
  const record = await store.loadRun(run)
  const finished = solveResultSchema.safeParse(record.result).data
  if (finished && (finished.status === 'done' || finished.status === 'no-plausible')) {
    watch.onEvent({ type: 'run-note', text: `run ${record.id} is finished; this is its result` })
    return { runId: record.id, root, result: finished }
  }
  const input = solveInputSchema.parse(record.input)
  const models = await app.createModels(input, {
    before: await store.stageCosts(record.id),
    run: { id: record.id, root: record.root },
  })
  await using provider = await app.createProvider(input.config)
  await store.claimRun(record.id)
  await store.clearEvents(record.id)
  const result = await executeRun(
    { app, store, models, openPlace: (options) => openCheckout({ app, provider, input }, options) },
    { runId: record.id, input },
    watch,
  )
  return { runId: record.id, root, result }
}

function newRunId(now: number): string {
  const stamp = new Date(now).toISOString().replaceAll(/[-:]/g, '').slice(0, 15).replace('T', '-')
  return `${stamp}-${randomBytes(2).toString('hex')}`
}
