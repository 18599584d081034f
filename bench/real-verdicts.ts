/**
 * Real verdicts: instances whose projects install on this machine, their hidden tests run without and with the gold
 * patch, lists derived from what every run agrees on, and the recorded attempts of an earlier tool graded by them:
 * `real-verdicts.ts --data FOLDER --repos FOLDER --out FOLDER [--environments FOLDER] [--only ID,...] [-j 2]`.
 *
 * `--data` holds `lite-dev.jsonl` (instances without versions and lists) and `model-replies-dev.jsonl` (attempts with
 * their published flags). OUT gets `instances.jsonl`, a dataset that `capuchin evaluate` takes, with predictions
 * beside it. What was run before is not run again.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { createApp, parseEvaluateSettings } from '../src/app/index.ts'
import type { GradableInstance } from '../src/domain/index.ts'
import { loadDataset } from '../src/dataset/index.ts'
import { deriveTestLists, evaluate, gradeLog, type EvaluationItem } from '../src/evaluation/index.ts'
import { findLogParser, translateNewlines } from '../src/test-runner/index.ts'
import { versionOf } from './real-verdicts/version-of.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    repos: { type: 'string' },
    out: { type: 'string' },
    environments: { type: 'string' },
    only: { type: 'string' },
    jobs: { type: 'string', short: 'j', default: '2' },
    repeat: { type: 'string', default: '2' },
  },
})
const { data, repos, out } = values
if (data === undefined || repos === undefined || out === undefined) {
  console.error('give --data FOLDER, --repos FOLDER with bare clones named owner__name.git, and --out FOLDER')
  process.exit(2)
}

const instanceRow = z.looseObject({
  instance_id: z.string(),
  repo: z.string(),
  base_commit: z.string(),
  patch: z.string(),
  test_patch: z.string(),
})
const attemptRow = z.object({
  instance_id: z.string(),
  resolved: z.boolean(),
  chosen_result: z.number().nullable(),
  sessions: z.array(z.object({ result_index: z.number().nullish(), model_patch: z.string().nullish() })),
})

mkdirSync(out, { recursive: true })
await main({ data, repos, out })

interface Folders {
  readonly data: string
  readonly repos: string
  readonly out: string
}

async function main(folders: Folders): Promise<void> {
  const app = createApp({ env: process.env })
  await using store = await app.openStore(folders.out)
  const settings = parseEvaluateSettings({
    dataset: 'instances.jsonl',
    predictions: 'gold',
    runId: 'bench',
    sandbox: 'local',
    repositories: folders.repos,
    jobs: Number(values.jobs),
    timeoutSeconds: 900,
    ...(values.environments === undefined ? {} : { environments: values.environments }),
    environmentOverrides: join(import.meta.dirname, 'real-verdicts/environments.yaml'),
  })
  const instances = await versionedInstances(folders)
  const attempts = recordedAttempts(folders)
  const runs = new Map<string, LoggedRun[]>()
  await using places = await app.openPlaces(settings, (text) => console.log(`  ${text}`))
  await evaluate(
    instances.flatMap((instance) => itemsOf(instance, attempts.get(instance.instanceId)?.patch ?? '')),
    { harness: 'v5', timeoutMs: settings.timeoutSeconds * 1000, jobs: settings.jobs },
    {
      places,
      executions: store.executions,
      readAsset: () => Promise.reject(new Error('no instance here needs one')),
      onEnd: async ({ instance, patch, repetition }, result) => {
        const known = runs.get(instance.instanceId) ?? []
        runs.set(instance.instanceId, [...known, { patch, repetition, result }])
        const said =
          result.kind === 'executed'
            ? `${result.execution.ending}, tests ${result.execution.durations.testMs} ms`
            : JSON.stringify(result)
        console.log(
          `  ${instance.instanceId} ${kindOf(instance, patch)} ${repetition}: ${said.slice(0, 300)}`,
        )
      },
    },
  )
  report(instances, { runs, attempts, out: folders.out })
}

interface LoggedRun {
  readonly patch: string | null
  readonly repetition: number
  readonly result: Parameters<Parameters<typeof evaluate>[2]['onEnd']>[1]
}

function kindOf(instance: GradableInstance, patch: string | null): 'base' | 'gold' | 'attempt' {
  return patch === null ? 'base' : patch === instance.goldPatch ? 'gold' : 'attempt'
}

function itemsOf(instance: GradableInstance, attempt: string): readonly EvaluationItem[] {
  const repeated = Array.from({ length: Number(values.repeat) }, (_, index) => index + 1)
  return [
    ...repeated.flatMap((repetition) =>
      [null, instance.goldPatch ?? null].map((patch) => ({ instance, patch, repetition, expectedMs: null })),
    ),
    ...(attempt === '' ? [] : [{ instance, patch: attempt, repetition: 1, expectedMs: null }]),
  ]
}

/** The instances as a dataset with versions, whose lists are still empty. */
async function versionedInstances({
  data: folder,
  repos: clones,
  out: target,
}: Folders): Promise<readonly GradableInstance[]> {
  const only = values.only?.split(',')
  const rows = readLines(join(folder, 'lite-dev.jsonl'), instanceRow).filter(
    ({ instance_id: id }) => only?.includes(id) ?? true,
  )
  const file = join(target, 'unlisted.jsonl')
  const versioned = rows.map((row) => ({
    ...row,
    version: versionOf(row.repo, {
      clone: join(clones, `${row.repo.replace('/', '__')}.git`),
      commit: row.base_commit,
    }),
    environment_setup_commit: row.base_commit,
    hints_text: '',
    created_at: '',
    FAIL_TO_PASS: '[]',
    PASS_TO_PASS: '[]',
  }))
  writeFileSync(file, versioned.map((row) => `${JSON.stringify(row)}\n`).join(''))
  const { instances } = await loadDataset(file)
  return instances.flatMap(({ evaluation, ...rest }) => (evaluation ? [{ ...rest, evaluation }] : []))
}

interface RecordedAttempt {
  readonly patch: string
  readonly resolved: boolean
}

/** The patch that the earlier tool chose for each instance. */
function recordedAttempts({ data: folder }: Folders): ReadonlyMap<string, RecordedAttempt> {
  return new Map(
    readLines(join(folder, 'model-replies-dev.jsonl'), attemptRow).map((row) => {
      const chosen = row.sessions.find(({ result_index: index }) => index === row.chosen_result)
      return [row.instance_id, { patch: chosen?.model_patch ?? '', resolved: row.resolved }]
    }),
  )
}

function readLines<T>(path: string, schema: z.ZodType<T>): readonly T[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => schema.parse(JSON.parse(line)))
}

interface Findings {
  readonly runs: ReadonlyMap<string, readonly LoggedRun[]>
  readonly attempts: ReadonlyMap<string, RecordedAttempt>
  readonly out: string
}

/** Lists for each instance whose gold patch makes a difference, and the recorded attempts by them. */
function report(instances: readonly GradableInstance[], { runs, attempts, out: target }: Findings): void {
  const listed: {
    readonly instance: GradableInstance
    readonly lists: ReturnType<typeof deriveTestLists>
  }[] = []
  for (const instance of instances) {
    const own = runs.get(instance.instanceId) ?? []
    const maps = (kind: 'base' | 'gold') =>
      own.flatMap(({ patch, result }) =>
        result.kind === 'executed' &&
        result.execution.ending === 'finished' &&
        kindOf(instance, patch) === kind
          ? [statusesOf(instance, result.execution.log)]
          : [],
      )
    const [before, after] = [maps('base'), maps('gold')]
    const lists = deriveTestLists(before, after)
    const complete = before.length === Number(values.repeat) && after.length === Number(values.repeat)
    if (complete && lists.failToPass.length > 0) listed.push({ instance, lists })
    else
      console.log(
        `left out: ${instance.instanceId} (${before.length} runs without, ${after.length} with the fix, ${lists.failToPass.length} tests fixed)`,
      )
  }
  writeDataset(target, listed)
  let agree = 0
  let graded = 0
  for (const { instance, lists } of listed) {
    const attempt = attempts.get(instance.instanceId)
    if (!attempt) continue
    const run = (runs.get(instance.instanceId) ?? []).find(
      ({ patch }) => patch !== null && patch === attempt.patch,
    )
    const resolved =
      run?.result.kind === 'executed' && run.result.execution.ending === 'finished'
        ? gradeLog(run.result.execution.log, { ...referenceFor(instance), ...lists }).resolved
        : false
    graded++
    if (resolved === attempt.resolved) agree++
    console.log(
      `${resolved === attempt.resolved ? 'agrees ' : 'DIFFERS'} ${instance.instanceId}: published ${attempt.resolved}, here ${resolved}` +
        ` (${lists.failToPass.length} to fix, ${lists.passToPass.length} to keep, ${lists.flaky.length} flaky${attempt.patch === '' ? ', empty patch' : ''})`,
    )
  }
  console.log(
    `\n${listed.length} of ${instances.length} instances have gold that resolves and a base that does not; ` +
      `recorded attempts: ${agree} of ${graded} agree with their published flags`,
  )
}

function writeDataset(
  target: string,
  listed: readonly {
    readonly instance: GradableInstance
    readonly lists: ReturnType<typeof deriveTestLists>
  }[],
): void {
  const byId = new Map(listed.map(({ instance, lists }) => [instance.instanceId, lists]))
  const rows = readLines(join(target, 'unlisted.jsonl'), instanceRow).flatMap((row) => {
    const lists = byId.get(row.instance_id)
    return lists
      ? [
          {
            ...row,
            FAIL_TO_PASS: JSON.stringify(lists.failToPass),
            PASS_TO_PASS: JSON.stringify(lists.passToPass),
          },
        ]
      : []
  })
  writeFileSync(join(target, 'instances.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
}

function statusesOf(instance: GradableInstance, log: string): ReadonlyMap<string, string> {
  const parser = findLogParser(instance.evaluation.logParser)
  const text = translateNewlines(log)
  const start = text.indexOf('>>>>> Start Test Output')
  const end = text.indexOf('>>>>> End Test Output', start)
  if (!parser || start < 0 || end < 0) return new Map()
  return parser(text.slice(start, end), { ...referenceFor(instance) })
}

function referenceFor({ instanceId, evaluation, version = '' }: GradableInstance) {
  const { logParser, evalType, rules } = evaluation
  return { instanceId, version, harness: 'v5', logParser, evalType, rules } as const
}
