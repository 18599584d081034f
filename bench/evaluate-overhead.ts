/**
 * What running an instance costs beside its own test command, in containers and in local sandboxes: opening, applying,
 * closing and grading. Every instance is the same small project; its tests take no time.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openTestEngine, type TestEngine } from '../scripts/test-engine.ts'
import { gradeLogs } from '../src/app/evaluate/grade-item.ts'
import type { GradableInstance } from '../src/domain/index.ts'
import {
  createImagePlaces,
  createPulledImages,
  evaluate,
  toGradingReference,
  type EvaluationItem,
  type EvaluationPlaces,
} from '../src/evaluation/index.ts'
import { createDockerProvider, createImageStore, createLocalProvider } from '../src/sandbox/index.ts'
import { createTempDir, runProcess } from '../src/std/index.ts'

const instances = 20
const files = 3000
const aimMs = 1500
const project = 'capuchin-bench-evaluate:latest'

const testCommand = 'echo PASSED t.py::a; grep -c . a.txt'

function itemOf(index: number, image: string): EvaluationItem {
  const script = [": '>>>>> Start Test Output'", testCommand, ": '>>>>> End Test Output'", ''].join('\n')
  const instance: GradableInstance = {
    instanceId: `o__r-${index}`,
    repo: 'o/r',
    baseCommit: 'HEAD',
    problemStatement: '',
    failToPass: ['t.py::a'],
    passToPass: [],
    evaluation: {
      image,
      script,
      logParser: 'parse_log_pytest',
      evalType: 'pass_and_fail',
      rules: 'swe-bench',
    },
  }
  const patch = `diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-a\n+${index}\n`
  return { instance, patch, repetition: 1, expectedMs: null }
}

interface Figures {
  readonly overheadsMs: readonly number[]
  readonly perSecond: number
  readonly resolved: number
}

async function measure(places: EvaluationPlaces, jobs: number): Promise<Figures> {
  const starts = new Map<string, number>()
  const overheadsMs: number[] = []
  let resolved = 0
  const began = performance.now()
  await evaluate(
    Array.from({ length: instances }, (_, index) => itemOf(index, project)),
    { harness: 'v5', timeoutMs: 60_000, jobs },
    {
      places,
      executions: { find: () => Promise.resolve(null), save: () => Promise.resolve() },
      readAsset: () => Promise.reject(new Error('there are no assets')),
      onStart: ({ instance }) => starts.set(instance.instanceId, performance.now()),
      onEnd: ({ instance }, result) => {
        if (result.kind !== 'executed') throw new Error(`${instance.instanceId}: ${JSON.stringify(result)}`)
        if (
          gradeLogs(result.execution, toGradingReference(instance, 'v5'), { allowEmptyLists: false }).resolved
        )
          resolved += 1
        overheadsMs.push(performance.now() - (starts.get(instance.instanceId) ?? 0))
        return Promise.resolve()
      },
    },
  )
  return { overheadsMs, perSecond: (instances * 1000) / (performance.now() - began), resolved }
}

async function layProject(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'a.txt'), 'a\n')
  for (let index = 0; index < files; index++) {
    const within = join(folder, `d${index % 100}`)
    await mkdir(within, { recursive: true })
    await writeFile(join(within, `f${index}.txt`), `file ${index}\n`.repeat(20))
  }
  const make = 'git init -q . && git add . && git -c user.name=a -c user.email=a@b.c commit -qm base'
  const { exitCode } = await runProcess('bash', ['--noprofile', '--norc', '-c', make], { cwd: folder })
  if (exitCode !== 0) throw new Error('the project could not be made')
}

async function makeImage({ docker, image }: TestEngine, folder: string): Promise<void> {
  const container = await docker.createContainer({ Image: image, Cmd: ['bash'] })
  const { stdout } = await runProcess(
    'bash',
    [
      '--noprofile',
      '--norc',
      '-c',
      'mkdir -p ../root/tmp && cp -a . ../root/testbed && tar -C ../root --owner=0 --group=0 -cf - .',
    ],
    { cwd: folder, maxBytes: 1024 ** 3 },
  )
  await container.putArchive(Buffer.from(stdout), { path: '/' })
  await container.commit({ repo: project.split(':')[0], tag: 'latest' })
  await container.remove({ force: true })
}

async function floorMs(folder: string): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < 15; round++) {
    const started = performance.now()
    await runProcess('bash', ['--noprofile', '--norc', '-c', testCommand], { cwd: folder })
    times.push(performance.now() - started)
  }
  return median(times)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

async function report(name: string, open: () => EvaluationPlaces, floor: number): Promise<void> {
  {
    await using warm = open()
    await measure(warm, 2)
  }
  for (const jobs of [1, 2]) {
    await using places = open()
    const { overheadsMs, perSecond, resolved } = await measure(places, jobs)
    const middle = median(overheadsMs)
    const worst = Math.max(...overheadsMs)
    const verdict = jobs > 1 ? '' : `   aim <= ${aimMs} ms: ${middle <= aimMs ? 'met' : 'MISSED'}`
    console.log(
      `${name.padEnd(8)} -j ${jobs}   start to verdict ${middle.toFixed(0)} ms (worst ${worst.toFixed(0)})   ` +
        `floor ${floor.toFixed(0)} ms   ${perSecond.toFixed(2)} instances/s   ${resolved} of ${instances} resolved${verdict}`,
    )
  }
}

async function main(): Promise<void> {
  await using temp = await createTempDir('capuchin-bench-')
  const path = join(temp.path, 'task')
  await layProject(join(path, 'testbed'))
  const floor = await floorMs(join(path, 'testbed'))
  console.log(`${instances} instances, ${files} files each; floor: the bare test command`)
  const engine = await openTestEngine()
  if ('skip' in engine) console.log(`docker   not measured: ${engine.skip}`)
  else {
    await using opened = engine
    await makeImage(opened, join(path, 'testbed'))
    const where = opened.socketPath === null ? {} : { socketPath: opened.socketPath }
    await report('docker', () => imagePlaces(where), floor)
    await opened.docker.getImage(project).remove({ force: true })
  }
  await report('local', () => localPlaces(path, join(temp.path, 'state')), floor)
}

function imagePlaces(where: { readonly socketPath?: string }): EvaluationPlaces {
  return createImagePlaces({
    provider: createDockerProvider({ ...where, privileges: 'usual' }),
    holdImage: createPulledImages({
      images: createImageStore(where),
      budgetBytes: 1e12,
      onProgress: (text) => console.log(text),
    }),
    limits: {},
    network: false,
  })
}

function localPlaces(path: string, stateDir: string): EvaluationPlaces {
  const provider = createLocalProvider({ stateDir })
  return {
    kind: 'local',
    prepare: () =>
      Promise.resolve({
        fingerprint: path,
        open: ({ signal } = {}) =>
          provider.open({ from: 'checkout', path }, { mounts: { '/testbed': 'testbed' }, signal }),
        release: () => Promise.resolve(),
      }),
    [Symbol.asyncDispose]: () => provider.dispose(),
  }
}

await main()
