import { join } from 'node:path'
import { z } from 'zod'
import { atomicWrite, CapuchinError } from '../../std/index.ts'
import type { Store } from '../../store/index.ts'
import type { App } from '../create-app.ts'
import { makeFolder } from '../export/make-folder.ts'
import { readInput } from '../read-input.ts'
import type { Pool } from '../rollout/pool-lines.ts'
import { runRollout } from '../rollout/run-rollout.ts'
import type { ImproveEvent, ImproveRequest } from './improve-request.ts'
import { learn, type Learned } from './learn.ts'
import { difference, measureRound, repositoriesOf, type RoundScore, type ScoredShare } from './measure.ts'

export interface ImproveDeps {
  readonly store: Store
  readonly onEvent: (event: ImproveEvent) => void
  readonly exporter: string
  readonly signal: AbortSignal
}

type Difference = Pick<ScoredShare, 'value' | 'interval'>

/** What a round came to. */
export interface RoundReport {
  readonly round: number
  /** Settings of its own, as the round before has left them. */
  readonly settings: Learned['settings']
  /** Null for round 0, which learned nothing. */
  readonly learned: Omit<Learned, 'settings' | 'files'> | null
  readonly score: RoundScore
  /** Against round 0, on the same instances; null for round 0. */
  readonly gain: {
    readonly chosen: Difference
    readonly attempts: Difference
    readonly within: readonly (Difference & { readonly trials: number })[]
  } | null
  /** Whether later rounds go on from it: one that makes things worse is left. */
  readonly promoted: boolean
}

export interface ImproveReport {
  readonly rounds: readonly RoundReport[]
  /** The round whose settings are best. */
  readonly best: number
  /** Repositories that instances of both kinds are from. */
  readonly sharedRepositories: readonly string[]
  readonly reportFile: string
}

/**
 * Rounds of attempts, rejection sampling and learning, each measured on instances that nothing is learned from. All
 * that is made is kept, so that the same command goes on where it was stopped, in whichever phase.
 *
 * @throws CapuchinError `improve/same-instances`, `improve/nothing-resolved`, `improve/no-hook`, `improve/hook-failed`,
 *   and as `runRollout`.
 */
export async function runImprove(
  app: App,
  request: ImproveRequest,
  deps: ImproveDeps,
): Promise<ImproveReport> {
  const both = request.trainIds.filter((id) => request.evalIds.includes(id))
  if (both.length > 0)
    throw new CapuchinError(
      'improve/same-instances',
      `${both.length} instances are to be learned from and measured on: ${both.slice(0, 3).join(', ')}`,
      { hint: 'take them out of one of the two lists' },
    )
  const rounds: RoundReport[] = []
  let best: RoundReport | null = null
  let trained: readonly Pool[] = []
  let measured: readonly Pool[] = []
  for (let round = 0; round <= request.rounds; round++) {
    const folder = join(request.out, `round-${round}`)
    await makeFolder(folder)
    const standing = best?.settings ?? {}
    const learned =
      round === 0
        ? null
        : await learnRound(app, {
            request,
            deps,
            round,
            folder,
            standing,
            onPools: (pools) => (trained = pools),
          })
    const settings = { ...standing, ...learned?.settings }
    measured = await rollOut(app, { request, deps, round, folder, settings, part: 'eval' })
    const score = measureRound(measured, request.withinTrials)
    const [first] = rounds
    const report: RoundReport = {
      round,
      settings,
      learned: learned && {
        resolved: learned.resolved,
        sampled: learned.sampled,
        instances: learned.instances,
      },
      score,
      gain: first ? gainOf(score, first.score) : null,
      promoted: best === null || score.attempts.value >= best.score.attempts.value,
    }
    rounds.push(report)
    if (report.promoted) best = report
    await atomicWrite(join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
  }
  const reportFile = join(request.out, 'report.json')
  const shared = repositoriesOf(measured).filter((repo) => repositoriesOf(trained).includes(repo))
  const end = { rounds, best: best?.round ?? 0, sharedRepositories: shared, reportFile }
  await atomicWrite(reportFile, `${JSON.stringify(end, null, 2)}\n`)
  return end
}

function gainOf(score: RoundScore, first: RoundScore): RoundReport['gain'] {
  return {
    chosen: difference(score.chosen, first.chosen),
    attempts: difference(score.attempts, first.attempts),
    within: score.within.flatMap((own, at) => {
      const before = first.within[at]
      return before ? [{ trials: own.trials, ...difference(own, before) }] : []
    }),
  }
}

interface RoundDeps {
  readonly request: ImproveRequest
  readonly deps: ImproveDeps
  readonly round: number
  readonly folder: string
}

interface LearnRound extends RoundDeps {
  /** Settings of the best round so far. */
  readonly standing: Learned['settings']
  readonly onPools: (pools: readonly Pool[]) => void
}

/** Learning that was done is not done again: a model is trained once. */
async function learnRound(app: App, round: LearnRound): Promise<Learned> {
  const { request, deps, folder, standing, onPools } = round
  const file = join(folder, 'learned.json')
  const pools = await rollOut(app, { ...round, settings: standing, part: 'train' })
  onPools(pools)
  const known = learnedSchema.safeParse(await readJson(file)).data
  if (known) return known
  deps.onEvent({ type: 'phase', round: round.round, phase: 'learn', detail: folder })
  const learned = await learn(pools, {
    request,
    config: {
      ...request.rollout.config,
      ...standing,
      model: [...(standing.model ?? request.rollout.config.model)],
    },
    store: deps.store,
    folder,
    rolloutId: rolloutId(request, round.round, 'train'),
    redact: app.redact,
    exporter: deps.exporter,
    signal: deps.signal,
  })
  await atomicWrite(file, `${JSON.stringify(learned, null, 2)}\n`)
  return learned
}

const learnedSchema = z.object({
  settings: z.object({ prior: z.string().exactOptional(), model: z.array(z.string()).exactOptional() }),
  resolved: z.number(),
  sampled: z.number(),
  instances: z.number(),
  files: z.array(z.string()),
})

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readInput(path))
  } catch {
    return null
  }
}

interface RolledRound extends RoundDeps {
  readonly settings: Learned['settings']
  readonly part: 'train' | 'eval'
}

async function rollOut(
  app: App,
  { request, deps, round, folder, settings, part }: RolledRound,
): Promise<readonly Pool[]> {
  const ids = part === 'train' ? request.trainIds : request.evalIds
  deps.onEvent({ type: 'phase', round, phase: part, detail: `${ids.length} instances` })
  const { rollout } = request
  const pools: Pool[] = []
  await runRollout(
    app,
    {
      ...rollout,
      config: { ...rollout.config, ...settings, model: [...(settings.model ?? rollout.config.model)] },
      settings: { ...rollout.settings, ids: [...ids] },
      runId: rolloutId(request, round, part),
      out: join(folder, part),
      evaluates: true,
    },
    {
      store: deps.store,
      onEvent: (event) => deps.onEvent({ type: 'rollout', round, event }),
      onPool: (pool) => void pools.push(pool),
      signal: deps.signal,
    },
  )
  return pools
}

function rolloutId({ runId }: ImproveRequest, round: number, part: 'train' | 'eval'): string {
  return `${runId}-round-${round}-${part}`
}
