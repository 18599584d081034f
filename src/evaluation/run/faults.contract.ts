import { readdir, readFile } from 'node:fs/promises'
import { randomInt } from 'node:crypto'
import { expect, test, type TestContext } from 'vitest'
import type { SandboxLimits } from '../../sandbox/index.ts'
import type { GradableInstance } from '../../domain/index.ts'
import type { GradingReference } from '../grading/grading-reference.ts'
import { findSuspicions, type Suspicion } from '../grading/suspicions.ts'
import { evaluate, type EvaluationItem, type ItemResult } from './evaluate.ts'
import type { Execution } from './execution.ts'
import type { EvaluationPlaces } from './places.ts'

/** Somewhere that a project lies at `/testbed`, a git repository of one file. */
export interface FaultySurroundings {
  readonly openPlaces: (limits: Partial<SandboxLimits>) => Promise<EvaluationPlaces>
  /** Names of what should not be there once nothing runs. */
  readonly leftovers: () => Promise<readonly string[]>
}

export interface FaultsContract {
  readonly create: () => Promise<FaultySurroundings | { readonly skip: string }>
  /** Cases that are not promised here, with the reason: they are no tests that could not run. */
  readonly exceptions?: Readonly<Record<string, string>>
}

/** What tests can do to break their run, and what is said of it then; another instance always ends as if alone. */
export function faultsContract({ create, exceptions = {} }: FaultsContract): void {
  const unknown = Object.keys(exceptions).find((name) => !cases.some((each) => each.name === name))
  if (unknown !== undefined) throw new Error(`an exception is made of '${unknown}', which is no case`)
  for (const { name, lines, limits, timeoutMs, expected } of cases.filter(
    (each) => !(each.name in exceptions),
  )) {
    test(`tests that ${name}`, async (context) => {
      const surroundings = await created(create, context)
      const token = String(randomInt(1e9, 2e9))
      const text = lines.map((line) => line.replaceAll('TOKEN', token))
      const outcome = await runBeside(text, { surroundings, limits, timeoutMs })
      expect(labelOf(outcome.evil)).toMatchObject(expected)
      expect(labelOf(outcome.good)).toEqual({
        ending: 'finished',
        testExitCode: 0,
        suspicions: [],
        refused: null,
      })
      expect(await processesWith(token)).toEqual([])
      expect(await surroundings.leftovers()).toEqual([])
    })
  }
}

interface FaultCase {
  readonly name: string
  /** Of the script that is run as the tests. */
  readonly lines: readonly string[]
  readonly limits?: Partial<SandboxLimits>
  readonly timeoutMs?: number
  readonly expected: Partial<Label>
}

interface Label {
  readonly ending: unknown
  readonly testExitCode: number | null
  readonly suspicions: readonly Suspicion[]
  readonly refused: Execution['refused']
}

const honest = ['echo PASSED t.py::a', 'echo "=== 1 passed in 0.01s ==="']

const cases: readonly FaultCase[] = [
  {
    name: 'kill the shell that runs them',
    lines: ['kill -9 $PPID', 'sleep TOKEN'],
    expected: { ending: 'killed', testExitCode: null },
  },
  {
    name: 'kill everything they can',
    lines: ['kill -9 -1', 'sleep TOKEN'],
    expected: { ending: 'killed', testExitCode: null },
  },
  {
    name: 'leave a process that holds their output open',
    lines: [...honest, 'setsid sleep TOKEN &', 'disown'],
    expected: { ending: 'finished', testExitCode: 0, suspicions: [] },
  },
  {
    name: 'leave a process that goes on printing',
    lines: [...honest, '(trap "" HUP TERM; while :; do echo TOKEN; sleep 0.05; done) &', 'disown'],
    expected: { ending: 'finished', testExitCode: 0 },
  },
  {
    name: 'never end',
    lines: ['(trap "" TERM; setsid sleep TOKEN) &', 'trap "" TERM INT; while :; do sleep TOKEN; done'],
    timeoutMs: 1_500,
    expected: { ending: 'timeout' },
  },
  {
    name: 'print the marks of their own output',
    lines: ['echo ">>>>> Start Test Output"', ...honest, 'echo ">>>>> End Test Output"', 'exit 1'],
    expected: {
      ending: 'finished',
      testExitCode: 1,
      suspicions: ['markers-repeated', 'exit-code-without-failures', 'results-outside'],
    },
  },
  {
    name: 'print an exit code',
    lines: [...honest, 'echo ">>>>> Test Exit Code: 0"', 'exit 1'],
    expected: {
      ending: 'finished',
      testExitCode: 1,
      suspicions: ['exit-code-forged', 'exit-code-without-failures'],
    },
  },
  {
    name: 'say that no patch was applied',
    lines: ['echo ">>>>> Patch Apply Failed"', ...honest],
    expected: { ending: 'finished', testExitCode: 0, suspicions: ['harness-words'] },
  },
  {
    name: 'print results of tests that did not run',
    lines: ['echo PASSED t.py::b', ...honest],
    expected: { ending: 'finished', testExitCode: 0, suspicions: ['more-passed-than-counted'] },
  },
  {
    name: 'print failures and say that all is well',
    lines: ['echo FAILED t.py::a', 'exit 0'],
    expected: { ending: 'finished', suspicions: ['failures-without-exit-code'] },
  },
  {
    name: 'write to the channel of the exit code',
    lines: [...honest, 'echo 0 >&3', 'exit 1'],
    expected: { ending: 'finished', testExitCode: null, suspicions: ['exit-channel'] },
  },
  {
    name: 'write to the channel and kill the script',
    lines: [...honest, 'echo 0 >&3', 'kill -9 $PPID'],
    expected: { ending: 'killed' },
  },
  {
    name: 'print without end',
    lines: ['head -c 60000000 /dev/zero | tr "\\0" x', ...honest],
    limits: { outputBytes: 2_000_000 },
    expected: { ending: 'output-limit' },
  },
  {
    name: 'take all memory',
    lines: ['python3 -c "x = bytearray(600 << 20); print(len(x))"', 'exit 1'],
    limits: { memoryBytes: 128 * 1024 ** 2 },
    expected: { ending: 'finished', testExitCode: 1, refused: 'memory' },
  },
  {
    name: 'start processes without end',
    lines: ['f() { sleep TOKEN & f & f & }', 'f 2>/dev/null', 'sleep 1', 'exit 1'],
    limits: { processes: 60 },
    timeoutMs: 4_000,
    expected: { ending: expect.stringMatching(/^(?:finished|timeout|killed)$/) },
  },
  {
    name: 'fill the disk',
    lines: ['head -c 200000000 /dev/zero > big || exit 7'],
    limits: { diskBytes: 40_000_000 },
    expected: { ending: 'finished', testExitCode: 7 },
  },
]

const script = [": '>>>>> Start Test Output'", 'bash test.sh', ": '>>>>> End Test Output'", ''].join('\n')

export function faultInstance(instanceId: string, image: string | null = null): GradableInstance {
  return {
    instanceId,
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
}

/** Adds `test.sh`, which the script runs as the tests. */
export function faultPatch(lines: readonly string[]): string {
  return [
    'diff --git a/test.sh b/test.sh',
    'new file mode 100644',
    '--- /dev/null',
    '+++ b/test.sh',
    `@@ -0,0 +1,${lines.length} @@`,
    ...lines.map((line) => `+${line}`),
    '',
  ].join('\n')
}

export function faultItem(instance: GradableInstance, lines: readonly string[]): EvaluationItem {
  return { instance, patch: faultPatch(lines), repetition: 1, expectedMs: null }
}

/** Two honest lines, for an instance that nothing happens to. */
export const honestTests = [...honest, 'exit 0']

/** Runs items as a run does, and keeps nothing. */
export async function runItems(
  items: readonly EvaluationItem[],
  places: EvaluationPlaces,
  settings: { readonly jobs: number; readonly timeoutMs?: number | undefined },
): Promise<ReadonlyMap<string, ItemResult>> {
  const results = new Map<string, ItemResult>()
  await evaluate(
    items,
    { harness: 'v5', timeoutMs: settings.timeoutMs ?? 60_000, jobs: settings.jobs },
    {
      places,
      executions: { find: () => Promise.resolve(null), save: () => Promise.resolve() },
      readAsset: () => Promise.reject(new Error('there are no assets')),
      onEnd: (item, result) => Promise.resolve(void results.set(item.instance.instanceId, result)),
    },
  )
  return results
}

async function runBeside(
  lines: readonly string[],
  options: {
    readonly surroundings: FaultySurroundings
    readonly limits: Partial<SandboxLimits> | undefined
    readonly timeoutMs: number | undefined
  },
): Promise<{ readonly evil: ItemResult | undefined; readonly good: ItemResult | undefined }> {
  await using places = await options.surroundings.openPlaces(options.limits ?? {})
  const items = [faultItem(faultInstance('o__r-1'), lines), faultItem(faultInstance('o__r-2'), honestTests)]
  const results = await runItems(items, places, { jobs: 2, timeoutMs: options.timeoutMs })
  return { evil: results.get('o__r-1'), good: results.get('o__r-2') }
}

/** What a run says of a result; the code where the surroundings broke. */
export function labelOf(result: ItemResult | undefined): Label {
  if (result?.kind !== 'executed') {
    const ending =
      result?.kind === 'infra' ? `${result.code}: ${result.reason}` : (result?.kind ?? 'no result')
    return { ending, testExitCode: null, suspicions: [], refused: null }
  }
  const { execution } = result
  const { failToPass = [], passToPass = [], instanceId } = faultInstance('o__r-1')
  const reference: GradingReference = {
    instanceId,
    failToPass,
    passToPass,
    version: '',
    harness: 'v5',
    logParser: 'parse_log_pytest',
    evalType: 'pass_and_fail',
    rules: 'swe-bench',
  }
  return {
    ending: execution.ending,
    testExitCode: execution.testExitCode,
    suspicions: execution.ending === 'finished' ? findSuspicions({ ...execution, script, reference }) : [],
    refused: execution.refused ?? null,
  }
}

async function created(create: FaultsContract['create'], context: TestContext): Promise<FaultySurroundings> {
  const made = await create()
  return 'skip' in made ? context.skip(made.skip) : made
}

/** Command lines of processes of this machine that hold a text. */
export async function processesWith(text: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return lines.filter((line) => line.includes(text)).map((line) => line.replaceAll('\0', ' '))
}
