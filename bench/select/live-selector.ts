/**
 * The selector machine with a model behind an endpoint, on one pool of 4 with one right patch for each issue:
 * `live-selector.ts --candidates FILE --observations FOLDER --dataset FILE --repos FOLDER --environments FOLDER --model
 * NAME@URL --out FILE [--only ID,...] [--seed 1] [-j 2]`.
 *
 * The model sees the issue, the patches and what ran, never a label. OUT gets a line for each issue: what was chosen,
 * whether it is right, what decided, and every script with its verdicts. Issues that are in it are not asked again.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import PQueue from 'p-queue'
import { z } from 'zod'
import { createApp, openTask, parseEvaluateSettings, type App } from '../../src/app/index.ts'
import { loadDataset, readEnvironmentTables } from '../../src/dataset/index.ts'
import { forgetfulJournal, toProblem, type GradableInstance } from '../../src/domain/index.ts'
import type { EvaluationPlaces } from '../../src/evaluation/index.ts'
import { createModel, loadPrices } from '../../src/llm/index.ts'
import {
  createExecutor,
  createSelectorMachine,
  defaultSelectorMachineOptions,
} from '../../src/selection/index.ts'
import { bootstrapInterval, mean, messageOf } from '../../src/std/index.ts'
import { drawPools } from './draw-pools.ts'
import { loadIssues, type Pool } from './load-issues.ts'

const { values } = parseArgs({
  options: {
    candidates: { type: 'string' },
    observations: { type: 'string' },
    dataset: { type: 'string' },
    repos: { type: 'string' },
    environments: { type: 'string' },
    model: { type: 'string' },
    out: { type: 'string' },
    only: { type: 'string' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', short: 'j', default: '2' },
  },
})
const { candidates, observations, dataset, repos, environments, model, out } = values
if (!candidates || !observations || !dataset || !repos || !environments || !model || !out) {
  console.error(
    'give --candidates, --observations, --dataset, --repos, --environments, --model NAME@URL and --out',
  )
  process.exit(2)
}

const rowSchema = z.looseObject({
  instanceId: z.string(),
  right: z.boolean(),
  decidedBy: z.string(),
  calls: z.number(),
})

const done = new Set(readRows(out).map(({ instanceId }) => instanceId))
const app = createApp({ env: process.env })
const settings = parseEvaluateSettings({
  dataset,
  predictions: 'gold',
  runId: 'bench',
  sandbox: 'local',
  repositories: repos,
  environments,
  environmentOverrides: join(import.meta.dirname, '../real-verdicts/environments.yaml'),
})
const { instances } = await loadDataset(dataset)
const only = values.only?.split(',')
const issues = (await loadIssues({ candidates, observations })).filter(
  ({ instanceId }) => !done.has(instanceId) && (only?.includes(instanceId) ?? true),
)
const pools = drawPools(issues, {
  size: 4,
  right: 1,
  draws: 1,
  seed: Number(values.seed),
  origins: new Set(['attempt', 'mutant']),
})
await using places = await app.openPlaces(settings, (text) => console.log(`  ${text}`))
const queue = new PQueue({ concurrency: 4 })
await Promise.all(
  [...pools.values()].map(([pool]) =>
    queue.add(async () => {
      if (pool) await select(pool, { app, places, file: out, name: model })
    }),
  ),
)
report(readRows(out))

interface SelectDeps {
  readonly app: App
  readonly places: EvaluationPlaces
  readonly file: string
  readonly name: string
}

async function select(pool: Pool, { file, name, ...deps }: SelectDeps): Promise<void> {
  const { instanceId } = pool.issue
  const instance = instances.find((one) => one.instanceId === instanceId)
  if (!instance?.evaluation) return
  const gradable: GradableInstance = { ...instance, evaluation: instance.evaluation }
  try {
    await using task = await openTask(gradable, { ...deps, tables: readEnvironmentTables() })
    await using store = await deps.app.openStore(join(file, '..'))
    const executor = createExecutor({
      base: task.base,
      baseKey: task.baseKey,
      executions: store.executions,
      cores: Number(values.jobs),
    })
    const machine = createSelectorMachine({
      ...defaultSelectorMachineOptions,
      candidates: pool.patches.length,
    })
    const selection = await machine.select(toProblem(gradable), pool.observations, {
      tools: {
        model: createModel(name, { env: process.env, priceOf: await loadPrices({}) }),
        executor,
        journal: forgetfulJournal,
        seed: Number(values.seed),
      },
    })
    const chosen = pool.patches[selection.chosen ?? -1]
    const row = {
      instanceId,
      right: chosen?.resolved ?? false,
      origin: chosen?.origin ?? null,
      decidedBy: selection.decidedBy,
      reason: selection.reason,
      confidence: selection.confidence.value,
      calls: selection.inquiry?.completions.length ?? 0,
      inquiry: selection.inquiry,
    }
    appendFileSync(file, `${JSON.stringify(row)}\n`)
    console.log(
      `${instanceId}: ${row.right ? 'right' : 'WRONG'}, ${row.calls} calls, ${row.decidedBy}: ${row.reason}`,
    )
  } catch (error) {
    console.log(`${instanceId}: FAILED ${messageOf(error).slice(0, 300)}`)
  }
}

function report(rows: readonly z.infer<typeof rowSchema>[]): void {
  const scores = rows.map(({ right }) => (right ? 1 : 0))
  const gap = (sample: readonly number[]): number => (mean(sample) - 0.25) / 0.75
  const { low, high } = bootstrapInterval(scores, gap, { seed: 1, draws: 2000 })
  const percent = (value: number): string => (100 * value).toFixed(1)
  console.log(
    `\n${rows.length} pools of 4, one right: ${scores.filter(Boolean).length} right, ${percent(gap(scores))} % of the gap (${percent(low)} to ${percent(high)}), ` +
      `${rows.reduce((sum, { calls }) => sum + calls, 0)} calls, decided by a test ${rows.filter(({ decidedBy }) => decidedBy === 'test').length} times`,
  )
}

function readRows(file: string): readonly z.infer<typeof rowSchema>[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => rowSchema.parse(JSON.parse(line)))
}
