/**
 * What selection sees of labelled patches: every patch is run once, so that any pool of them can be chosen from later
 * without running anything: `observe-candidates.ts --candidates FILE --dataset FILE --repos FOLDER --environments
 * FOLDER --out FOLDER [-j 2] [--only ID,...] [--seconds 30] [--files 4]`.
 *
 * `--candidates` is the file of `make-candidates.ts`, `--dataset` the instances that it was made from. OUT gets one
 * `INSTANCE.json` each. Labels are not handed to anything that looks at patches.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createApp, openTask, parseEvaluateSettings, type App } from '../../src/app/index.ts'
import { loadDataset, readEnvironmentTables } from '../../src/dataset/index.ts'
import type { ExecutionCache, GradableInstance } from '../../src/domain/index.ts'
import type { EvaluationPlaces } from '../../src/evaluation/index.ts'
import {
  createExecutor,
  defaultObserveOptions,
  observePool,
  type Observations,
} from '../../src/selection/index.ts'
import { hashJson, messageOf } from '../../src/std/index.ts'
import { createSyntax } from '../../src/syntax/index.ts'
import { readPoolRows, type PoolRow } from './pool-row.ts'

const { values } = parseArgs({
  options: {
    candidates: { type: 'string' },
    dataset: { type: 'string' },
    repos: { type: 'string' },
    environments: { type: 'string' },
    out: { type: 'string' },
    only: { type: 'string' },
    /** For the existing tests of one patch, and how many files of them. */
    seconds: { type: 'string', default: '30' },
    files: { type: 'string', default: '4' },
    jobs: { type: 'string', short: 'j', default: '2' },
  },
})
const { candidates, dataset, repos, environments, out } = values
if (!candidates || !dataset || !repos || !environments || !out) {
  console.error(
    'give --candidates FILE, --dataset FILE, --repos FOLDER, --environments FOLDER and --out FOLDER',
  )
  process.exit(2)
}
mkdirSync(out, { recursive: true })
await main({ candidates, dataset, repos, environments, out })

interface Places {
  readonly candidates: string
  readonly dataset: string
  readonly repos: string
  readonly environments: string
  readonly out: string
}

async function main(where: Places): Promise<void> {
  const app = createApp({ env: process.env })
  await using store = await app.openStore(where.out)
  const settings = parseEvaluateSettings({
    dataset: where.dataset,
    predictions: 'gold',
    runId: 'bench',
    sandbox: 'local',
    repositories: where.repos,
    environments: where.environments,
    environmentOverrides: join(import.meta.dirname, '../real-verdicts/environments.yaml'),
  })
  await using places = await app.openPlaces(settings, (text) => console.log(`  ${text}`))
  const { instances } = await loadDataset(where.dataset)
  for (const row of readPoolRows(where.candidates)) {
    const instance = instances.find(({ instanceId }) => instanceId === row.instanceId)
    const file = join(where.out, `${row.instanceId}.json`)
    const wanted = values.only?.split(',').includes(row.instanceId) ?? true
    if (!instance?.evaluation || !wanted || isDone(file, row)) continue
    const gradable = { ...instance, evaluation: instance.evaluation }
    const started = performance.now()
    try {
      const observations = await observe(row, {
        instance: gradable,
        app,
        places,
        executions: store.executions,
      })
      writeFileSync(file, JSON.stringify({ key: keyOf(row), observations }))
      console.log(
        `${row.instanceId}: ${describe(observations)}, ${Math.round((performance.now() - started) / 1000)} s`,
      )
    } catch (error) {
      console.log(`${row.instanceId}: FAILED ${messageOf(error).slice(0, 300)}`)
    }
  }
}

function keyOf({ candidates: all }: PoolRow): string {
  return hashJson({ v: 4, patches: all.map(({ patch }) => patch) })
}

function isDone(file: string, row: PoolRow): boolean {
  return existsSync(file) && readFileSync(file, 'utf8').startsWith(`{"key":"${keyOf(row)}"`)
}

interface ObserveDeps {
  readonly instance: GradableInstance
  readonly app: App
  readonly places: EvaluationPlaces
  readonly executions: ExecutionCache
}

async function observe(
  { instanceId, problemStatement, candidates: all }: PoolRow,
  { instance, app, places, executions }: ObserveDeps,
): Promise<Observations> {
  await using task = await openTask(instance, { app, places, tables: readEnvironmentTables() })
  using syntax = createSyntax()
  return await observePool(
    {
      issue: problemStatement,
      // Names and order tell nothing: all by their number.
      entries: all.map(({ patch }, at) => ({
        patch,
        label: `${instanceId}#${at}`,
        attemptIndex: null,
        evidence: null,
      })),
      tests: [],
      commandFor: task.commandFor,
      options: {
        ...defaultObserveOptions,
        testFiles: { perFile: 3, most: Number(values.files) },
        regressionLimitMs: Number(values.seconds) * 1000,
        probeTimeoutMs: 60_000,
        callSeconds: 6,
      },
    },
    {
      executor: createExecutor({
        base: task.base,
        baseKey: task.baseKey,
        executions,
        cores: Number(values.jobs),
      }),
      code: task.code.finder,
      syntax,
      onStage: (text) => console.log(`  ${instanceId}: ${text}`),
    },
    {},
  )
}

function describe({ matrix, regression, probes, classes }: Observations): string {
  const breaking = regression?.runs.filter((run) => run && run.comparison.broken.length > 0).length ?? 0
  return [
    `${matrix.patches.length} patches in ${classes.length} classes`,
    regression
      ? `${regression.passing} tests of ${regression.files.length} files, ${breaking} patches break some`
      : 'no test',
    probes ? `${probes.base.records.length} statements of the issue` : 'no code in the issue',
  ].join('; ')
}
