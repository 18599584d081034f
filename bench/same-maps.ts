/**
 * Runs the same instances in two ways and compares what their logs say of every test:
 *
 *     node --import tsx bench/same-maps.ts DATASET ID... --one=OPTIONS --other=OPTIONS [--predictions FILE]
 *
 * OPTIONS are those of `capuchin evaluate`, in one argument: --one='--sandbox local' --other='--sandbox docker'.
 */
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { loadDataset } from '../src/dataset/index.ts'
import type { GradableInstance } from '../src/domain/index.ts'
import { modelsOf, instanceFolder, readInstanceLogs } from '../src/evaluation/index.ts'
import { createTempDir, runProcess } from '../src/std/index.ts'
import { findLogParser } from '../src/test-runner/index.ts'

interface Outcome {
  readonly ending: string
  readonly statuses: ReadonlyMap<string, string>
}

export interface MapDifference {
  readonly test: string
  readonly one: string
  readonly other: string
}

/** Tests that end differently; absent ones are said as such. */
export function compareMaps(
  one: ReadonlyMap<string, string>,
  other: ReadonlyMap<string, string>,
): readonly MapDifference[] {
  return [...new Set([...one.keys(), ...other.keys()])].flatMap((test) => {
    const pair = { one: one.get(test) ?? 'absent', other: other.get(test) ?? 'absent' }
    return pair.one === pair.other ? [] : [{ test, ...pair }]
  })
}

interface Request {
  readonly dataset: string
  readonly instances: readonly GradableInstance[]
  readonly predictions: string
  readonly folder: string
}

async function runAll(
  { dataset, instances, predictions, folder }: Request,
  way: { readonly name: string; readonly options: string },
): Promise<ReadonlyMap<string, Outcome>> {
  const program = join(import.meta.dirname, '../src/cli/main.ts')
  const ids = instances.map(({ instanceId }) => instanceId)
  const given = way.options.split(/\s+/).filter((option) => option !== '')
  const started = performance.now()
  const result = await runProcess(
    process.execPath,
    [
      '--import',
      import.meta.resolve('tsx'),
      program,
      'evaluate',
      dataset,
      `--predictions=${predictions}`,
      `--run-id=${way.name}`,
      `--report-dir=${folder}`,
      `--logs=${folder}`,
      ...given,
      '--ids',
      ...ids,
    ],
    // A folder of its own: nothing is known from before.
    { cwd: folder, maxBytes: 64 * 1024 ** 2 },
  )
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  console.log(`${way.name}: ${given.join(' ')}: ${seconds} s, exit code ${result.exitCode}`)
  console.log(Buffer.from(result.stdout).toString('utf8').replaceAll(/^/gm, '    ').trimEnd())
  if (result.stderr.byteLength > 0) console.error(Buffer.from(result.stderr).toString('utf8').trimEnd())
  const place = { root: folder, runId: way.name }
  const [model = ''] = await modelsOf(place).catch(() => [])
  const outcomes = await Promise.all(
    instances.map(async (instance): Promise<readonly [string, Outcome]> => {
      const logs = await readInstanceLogs(instanceFolder(place, model, instance.instanceId))
      const parse = findLogParser(instance.evaluation.logParser)
      const context = {
        version: instance.version ?? '',
        instanceId: instance.instanceId,
        harness: 'v5',
      } as const
      const statuses = new Map<string, string>(parse?.(logs?.log ?? '', context) ?? [])
      return [instance.instanceId, { ending: logs?.ending ?? 'no log', statuses }]
    }),
  )
  return new Map(outcomes)
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ids: { type: 'string', multiple: true },
      one: { type: 'string', default: '--sandbox local' },
      other: { type: 'string', default: '--sandbox docker --make-images' },
      predictions: { type: 'string', default: 'gold' },
    },
  })
  const [name = '', ...more] = positionals
  const dataset = resolve(name)
  const wanted = new Set([...(values.ids ?? []), ...more])
  const { instances } = await loadDataset(dataset, {})
  const chosen = instances.flatMap(({ evaluation, ...rest }) =>
    evaluation && wanted.has(rest.instanceId) ? [{ ...rest, evaluation }] : [],
  )
  await using temp = await createTempDir('capuchin-same-maps-')
  const request = { dataset, instances: chosen, predictions: values.predictions, folder: temp.path }
  const one = await runAll(request, { name: 'one', options: values.one })
  const other = await runAll(request, { name: 'other', options: values.other })
  let same = 0
  for (const { instanceId } of chosen) {
    const a = one.get(instanceId)
    const b = other.get(instanceId)
    if (!a || !b) continue
    const differences = compareMaps(a.statuses, b.statuses)
    const isSame =
      differences.length === 0 && a.ending === 'finished' && b.ending === 'finished' && a.statuses.size > 0
    if (isSame) same += 1
    console.log(
      `${isSame ? 'same     ' : 'DIFFERENT'} ${instanceId}: ${a.statuses.size} and ${b.statuses.size} tests, ${a.ending} and ${b.ending}, ${differences.length} differ`,
    )
    for (const { test, one: first, other: second } of differences.slice(0, 20))
      console.log(`    ${test}: ${first} and ${second}`)
  }
  console.log(`${same} of ${wanted.size} instances have the same map`)
  if (same < wanted.size) process.exitCode = 1
}

if (process.argv[1] === import.meta.filename) await main()
