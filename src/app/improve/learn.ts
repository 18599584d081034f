import { join } from 'node:path'
import { rejectionSample, type SampledAttempt } from '../../gym/index.ts'
import { learnMutationPrior, type FoundChange } from '../../mutate/index.ts'
import { atomicWrite, CapuchinError, runProcess } from '../../std/index.ts'
import type { Store } from '../../store/index.ts'
import { strategyNameOf } from '../create-strategy.ts'
import { exportSft } from '../export/export-sft.ts'
import { exportRunTrajectories } from '../export/export-trajectories.ts'
import { configuredPrior } from '../read-prior.ts'
import { verdictOf, type Pool } from '../rollout/pool-lines.ts'
import { instanceRunId } from '../rollout/rollout-run.ts'
import type { ImproveRequest } from './improve-request.ts'

/** What the next round's attempts are made with, and what it was learned from. */
export interface Learned {
  /** Settings that replace those of the rounds before. */
  readonly settings: { readonly prior?: string; readonly model?: readonly string[] }
  readonly resolved: number
  readonly sampled: number
  readonly instances: number
  /** Files that were written. */
  readonly files: readonly string[]
}

export interface LearnDeps {
  readonly request: ImproveRequest
  /** Settings that the attempts were made with. */
  readonly config: ImproveRequest['rollout']['config']
  readonly store: Store
  /** Of the round; there already. */
  readonly folder: string
  readonly rolloutId: string
  readonly redact: (text: string) => string
  readonly exporter: string
  readonly signal: AbortSignal
}

interface Sampled extends SampledAttempt {
  readonly runId: string
  readonly found: FoundChange | null
}

/**
 * Learns from the resolved attempts of a round: the search's own prior, or rows for whoever trains a model.
 *
 * @throws CapuchinError `improve/nothing-resolved`, `improve/no-hook`, `improve/hook-failed`.
 */
export async function learn(pools: readonly Pool[], deps: LearnDeps): Promise<Learned> {
  const { request, config, folder } = deps
  const attempts = pools.flatMap(samplesOf)
  const sampled = rejectionSample(attempts, request.cap)
  if (sampled.length === 0)
    throw new CapuchinError(
      'improve/nothing-resolved',
      'no attempt was resolved, so there is nothing to learn',
      {
        hint: 'give easier instances, more --attempts, or a better model',
      },
    )
  const counts = {
    resolved: attempts.filter(({ resolved }) => resolved).length,
    sampled: sampled.length,
    instances: new Set(sampled.map(({ instanceId }) => instanceId)).size,
  }
  if (strategyNameOf(config) !== 'mutation') return { ...counts, ...(await trainModel(sampled, deps)) }
  const prior = learnMutationPrior(
    sampled.flatMap(({ found }) => found ?? []),
    await configuredPrior(config),
  )
  const file = join(folder, 'prior.json')
  await atomicWrite(file, `${JSON.stringify(prior, null, 2)}\n`)
  return { ...counts, settings: { prior: file }, files: [file] }
}

/** Each attempt with its best patch. */
function samplesOf({ instanceId, attempts, verdicts }: Pool): readonly Sampled[] {
  return attempts.flatMap(({ row, candidates }) => {
    const [best] = candidates
    if (!best) return []
    const { found } = best
    return [
      {
        instanceId,
        attemptId: `${row.runId}/${row.attempt}`,
        runId: row.runId,
        resolved: verdictOf(verdicts, best.patch) === true,
        effort: found?.trials ?? row.turns,
        found: found ? { instanceId, ...found } : null,
      },
    ]
  })
}

async function trainModel(
  sampled: readonly Sampled[],
  { request, store, folder, rolloutId, redact, exporter, signal }: LearnDeps,
): Promise<Pick<Learned, 'settings' | 'files'>> {
  const trajectories = join(folder, 'trajectories.jsonl')
  const rows = join(folder, 'rows')
  const instances = [...new Set(sampled.map(({ instanceId }) => instanceId))]
  await exportRunTrajectories(store, {
    runs: instances.map((instanceId) => instanceRunId(rolloutId, instanceId)),
    verdictsFile: join(folder, 'train', 'verdicts.jsonl'),
    out: trajectories,
    format: 'capuchin',
    exporter,
    redact,
  })
  await exportSft({
    files: [trajectories],
    out: rows,
    format: request.format,
    unit: 'conversation',
    unresolved: false,
    perInstance: request.cap,
    fraction: 1,
    order: 'random',
    seed: request.rollout.config.seed,
    overlong: 'drop',
    redact,
  })
  if (request.hook === null)
    throw new CapuchinError('improve/no-hook', `rows are in ${rows}, and nobody trains on them`, {
      hint: 'give --hook COMMAND, which trains on $CAPUCHIN_ROWS and prints the next model as its last line',
    })
  const model = await runHook(request.hook, { rows, folder, env: request.rollout.env, signal })
  return { settings: { model: [model] }, files: [trajectories, rows] }
}

interface HookDeps extends Pick<LearnDeps, 'folder' | 'signal'> {
  readonly rows: string
  /** It is the user's own program, started as from their shell. */
  readonly env: Readonly<Record<string, string | undefined>>
}

async function runHook(command: string, { rows, folder, env: outer, signal }: HookDeps): Promise<string> {
  const known = Object.entries(outer).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  const env = { ...Object.fromEntries(known), CAPUCHIN_ROWS: rows, CAPUCHIN_ROUND: folder }
  const { exitCode, stdout, stderr } = await runProcess('sh', ['-c', command], { env, signal })
  const said = Buffer.from(stdout).toString()
  await atomicWrite(join(folder, 'hook.log'), `${said}\n${Buffer.from(stderr).toString()}`)
  const model = said.trim().split('\n').at(-1)?.trim() ?? ''
  if (exitCode !== 0 || model === '')
    throw new CapuchinError(
      'improve/hook-failed',
      `the training hook ${exitCode === 0 ? 'named no model' : `ended with ${exitCode}`}: ${join(folder, 'hook.log')}`,
      { hint: 'mend it and give the same command again: what was rolled out is kept' },
    )
  return model
}
