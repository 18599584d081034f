/**
 * Labelled patches of real issues, for benches of what chooses between patches: `make-candidates.ts --data FOLDER
 * --repos FOLDER --dataset FILE --environments FOLDER --out FOLDER [-j 2] [--only ID,...] [--tries 20]`.
 *
 * `--data` holds `candidates-dev.jsonl` (fixes of other systems) and `model-replies-dev.jsonl` (what sessions of an older
 * tool left); `--dataset` is the `instances.jsonl` of `real-verdicts.ts`, beside its store. Each patch is written anew
 * by git and labelled by the hidden tests; mutants of those that fix the issue come besides. OUT gets
 * `candidates.jsonl`, a line as soon as an instance is done, quick suites first. What was run before is not run again.
 */
import { appendFileSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { createApp, parseEvaluateSettings } from '../../src/app/index.ts'
import { loadDataset } from '../../src/dataset/index.ts'
import type { GradableInstance } from '../../src/domain/index.ts'
import { readGivenPatches, type GivenPatch } from './given-patches.ts'
import { createJudge, readThrough, type Judge } from './judge.ts'
import { makePool, type Pool } from './make-pool.ts'
import { openPatchDesk } from './patch-desk.ts'
import { readPoolRows, type PoolRow } from './pool-row.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    repos: { type: 'string' },
    dataset: { type: 'string' },
    environments: { type: 'string' },
    out: { type: 'string' },
    only: { type: 'string' },
    jobs: { type: 'string', short: 'j', default: '2' },
    /** Mutants of an issue's fixes whose tests are run. */
    tries: { type: 'string', default: '20' },
  },
})
const { data, repos, dataset, out } = values
if (data === undefined || repos === undefined || dataset === undefined || out === undefined) {
  console.error('give --data FOLDER, --repos FOLDER, --dataset FILE and --out FOLDER')
  process.exit(2)
}

const longestMs = 600_000
mkdirSync(out, { recursive: true })
await main({ data, repos, dataset, file: join(out, 'candidates.jsonl'), out })

interface Places {
  readonly data: string
  readonly repos: string
  readonly dataset: string
  readonly out: string
  /** Where the rows go. */
  readonly file: string
}

async function main({
  data: folder,
  repos: clones,
  dataset: rows,
  out: target,
  file,
}: Places): Promise<void> {
  const app = createApp({ env: process.env })
  const jobs = Number(values.jobs)
  const settings = parseEvaluateSettings({
    dataset: rows,
    predictions: 'gold',
    runId: 'bench',
    sandbox: 'local',
    repositories: clones,
    jobs,
    ...(values.environments === undefined ? {} : { environments: values.environments }),
    environmentOverrides: join(import.meta.dirname, '../real-verdicts/environments.yaml'),
  })
  await using store = await app.openStore(target)
  await using verdicts = await app.openStore(dirname(rows))
  await using places = await app.openPlaces(settings, (text) => console.log(`  ${text}`))
  const executions = readThrough(store.executions, verdicts.executions)
  const judge = createJudge({ places, executions, jobs })
  const done = new Set(readPoolRows(file).map(({ instanceId }) => instanceId))
  const given = readGivenPatches(folder)
  const timed = await timeGold(await readInstances(rows), judge)
  for (const [index, { instance, goldMs }] of timed.entries()) {
    if (done.has(instance.instanceId)) continue
    const started = performance.now()
    const clone = join(clones, `${instance.repo.replace('/', '__')}.git`)
    const patches = given.get(instance.instanceId) ?? []
    const pool = await poolOf({ instance, goldMs, patches, clone }, judge, jobs)
    appendFileSync(file, `${JSON.stringify(toRow(instance, pool))}\n`)
    const seconds = ((performance.now() - started) / 1000).toFixed(0)
    console.log(`${instance.instanceId} (${index + 1} of ${timed.length}, ${seconds} s): ${describe(pool)}`)
  }
  summarise(readPoolRows(file))
}

async function readInstances(path: string): Promise<readonly GradableInstance[]> {
  const only = values.only?.split(',')
  const { instances } = await loadDataset(path)
  return instances
    .filter(({ instanceId }) => only?.includes(instanceId) ?? true)
    .flatMap(({ evaluation, ...rest }) => (evaluation ? [{ ...rest, evaluation }] : []))
}

interface TimedInstance {
  readonly instance: GradableInstance
  readonly goldMs: number
}

/** Instances whose own fix resolves, those whose tests are quick first. */
async function timeGold(
  instances: readonly GradableInstance[],
  judge: Judge,
): Promise<readonly TimedInstance[]> {
  const timed: TimedInstance[] = []
  for (const instance of instances) {
    const [gold] = await judge(instance, [instance.goldPatch ?? ''], { timeoutMs: longestMs })
    if (gold?.kind === 'graded' && gold.resolved) timed.push({ instance, goldMs: gold.testMs })
    else console.log(`left out: ${instance.instanceId}, whose own fix does not resolve here`)
  }
  return timed.toSorted((a, b) => a.goldMs - b.goldMs)
}

interface PoolSource extends TimedInstance {
  readonly patches: readonly GivenPatch[]
  readonly clone: string
}

async function poolOf(
  { instance, goldMs, patches, clone }: PoolSource,
  judge: Judge,
  jobs: number,
): Promise<Pool> {
  await using desk = await openPatchDesk(clone, instance.baseCommit)
  const timeoutMs = Math.min(longestMs, 5 * goldMs + 30_000)
  return await makePool({
    instance,
    given: patches,
    desk,
    judge,
    timeoutMs,
    jobs,
    tries: Number(values.tries),
  })
}

function toRow({ instanceId, repo, baseCommit, problemStatement }: GradableInstance, pool: Pool): PoolRow {
  return { instanceId, repo, baseCommit, problemStatement, candidates: pool.candidates }
}

function describe({ candidates, counts }: Pool): string {
  const said = Object.entries(counts).map(([what, count]) => `${what} ${count}`)
  const parents = new Set(candidates.flatMap(({ parent }) => parent ?? []))
  return `${countsOf(candidates)} of ${parents.size} fixes | ${said.join(', ')}`
}

function countsOf(candidates: PoolRow['candidates']): string {
  const right = candidates.filter(({ resolved }) => resolved).length
  const mutants = candidates.filter(({ origin }) => origin === 'mutant').length
  return `${right} right, ${candidates.length - right - mutants} wrong attempts, ${mutants} mutants`
}

function summarise(rows: readonly PoolRow[]): void {
  const both = rows.filter(({ candidates }) => new Set(candidates.map(({ resolved }) => resolved)).size === 2)
  console.log(
    `\n${rows.length} instances, ${both.length} with right and wrong patches: ` +
      countsOf(rows.flatMap(({ candidates }) => candidates)),
  )
}
