import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type { GradableInstance } from '../../domain/index.ts'
import type { ExecResult, Sandbox } from '../../sandbox/index.ts'
import { applyPrediction, type HarnessVersion } from './apply-patch.ts'
import { exitChannel, readExitChannel, runnableScript, stagedAssetPath } from './eval-script.ts'
import type { Execution } from './execution.ts'

/** Where the scripts of the field find the checkout. */
const testbed = '/testbed'

export interface PredictionRun {
  readonly instance: GradableInstance
  /** Null runs the tests on the code as it is. */
  readonly patch: string | null
  readonly harness: HarnessVersion
  /** Of the whole script. */
  readonly timeoutMs: number
  readonly open: () => Promise<Sandbox>
  /** Content of a binary file that the hidden tests need. */
  readonly readAsset: (url: string) => Promise<Uint8Array>
  readonly signal?: AbortSignal | undefined
}

/**
 * Applies a patch and runs the hidden tests in a sandbox that is opened for it and gone afterwards.
 *
 * @throws CapuchinError `sandbox/*` when the sandbox breaks: that is no verdict.
 */
export async function runPrediction(run: PredictionRun): Promise<Execution> {
  const clock = createStopwatch()
  const sandbox = await run.open()
  const openMs = clock.lap()
  let done: Execution
  try {
    done = await runInside(sandbox, run, clock)
  } finally {
    await sandbox.dispose()
  }
  return { ...done, durations: { ...done.durations, openMs, closeMs: clock.lap() } }
}

async function runInside(
  sandbox: Sandbox,
  { instance, patch, harness, timeoutMs, readAsset, signal }: PredictionRun,
  clock: Stopwatch,
): Promise<Execution> {
  const common = { v: 1, timeoutMs } as const
  const application =
    patch === null ? null : await applyPrediction(sandbox, patch, { harness, cwd: testbed, signal })
  const applyMs = clock.lap()
  const durations = { openMs: 0, applyMs, testMs: 0, closeMs: 0 }
  const applied = { appliedBy: application?.command ?? null, applyLog: application?.log ?? '' }
  if (application?.command === null)
    return { ...common, ...applied, ending: 'patch-failed', log: '', testExitCode: null, durations }
  const assets = instance.testAssets ?? []
  for (const { path, url } of assets) await sandbox.writeFile(stagedAssetPath(path), await readAsset(url))
  const text = runnableScript(instance.evaluation.script, {
    harness,
    assets: assets.map(({ path }) => path),
  })
  // Nothing is tidied up after it: the sandbox goes as a whole, and a command may find no room for a process.
  const file = `/tmp/capuchin-${randomUUID()}/eval.sh`
  await sandbox.writeFile(file, text)
  const script = `/bin/bash ${file} ${exitChannel}>&2 2>&1 </dev/null`
  const result = await sandbox.exec(script, { cwd: testbed, timeoutMs, signal })
  const refused = await refusedDuring(sandbox, result, signal)
  return {
    ...common,
    ...applied,
    ending: endingOf(result),
    log: result.timedOut
      ? `${result.stdout}\n\nTimeout error: ${timeoutMs / 1000} seconds exceeded.`
      : result.stdout,
    ...readExitChannel(result.stderr),
    refused,
    durations: { ...durations, testMs: clock.lap() },
  }
}

function endingOf({ timedOut, limitHit, exitCode }: ExecResult): Execution['ending'] {
  if (timedOut) return 'timeout'
  if (limitHit === 'output') return 'output-limit'
  // A script that went on to its end when one of its tests was ended has a complete log.
  if (exitCode <= 128) return 'finished'
  return limitHit === 'memory' ? 'memory-limit' : 'killed'
}

/** A sandbox says of a command that fails what was refused since the last one that did; scripts seldom fail. */
async function refusedDuring(
  sandbox: Sandbox,
  { limitHit, timedOut }: ExecResult,
  signal: AbortSignal | undefined,
): Promise<Execution['refused']> {
  if (timedOut) return null
  // The run is over: what breaks now takes nothing from it.
  const hit = limitHit ?? (await sandbox.exec('false', { signal }).catch(() => null))?.limitHit
  return hit === 'memory' || hit === 'processes' || hit === 'disk' ? hit : null
}

interface Stopwatch {
  /** Milliseconds since the last lap. */
  lap(): number
}

function createStopwatch(): Stopwatch {
  let last = performance.now()
  return {
    lap: () => {
      const before = last
      last = performance.now()
      return Math.round(last - before)
    },
  }
}
