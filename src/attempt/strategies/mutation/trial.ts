import { z } from 'zod'
import { isPassing, type TestStatus } from '../../../domain/index.ts'
import type { Sandbox } from '../../../sandbox/index.ts'
import { hasCode, hashJson, sha256 } from '../../../std/index.ts'
import { createPlainRunner, createWarmRunner, type CandidateRunner } from '../../../test-runner/index.ts'
import type { AttemptTools } from '../../strategy.ts'
import { homeOf, type Fault, type Target } from './fault.ts'

export const verdictSchema = z.object({
  /** Passed everything that was run on it. */
  survives: z.boolean(),
  timedOut: z.boolean(),
  /** How many of the failing tests it fixed before it was given up. */
  fixed: z.number().int(),
  ms: z.number(),
})
export type Verdict = Readonly<z.infer<typeof verdictSchema>>

/** A file with one change in it. */
export interface Trial {
  readonly path: string
  readonly content: string
}

/** One sandbox of its own that tries candidates one after another, and is the base again after each. */
export interface TrialWorker extends AsyncDisposable {
  attempt(trial: Trial, options: { readonly signal?: AbortSignal | undefined }): Promise<Verdict>
}

/** Everything that a verdict depends on. */
export function trialKey(trial: Trial, { failing, beside, elsewhere }: Fault): string {
  return hashJson({ path: trial.path, content: sha256(trial.content), failing, beside, elsewhere })
}

export async function createTrialWorker(
  { sandbox: base }: AttemptTools,
  fault: Fault,
  target: Target,
): Promise<TrialWorker> {
  let place = await openPlace(base, fault, target)
  return {
    attempt: async (trial, { signal }) => {
      const started = performance.now()
      try {
        return await attemptTrial(trial, { ...place, fault, signal })
      } catch (error) {
        if (!hasCode(error, 'test-runner/warm-lost')) throw error
        // A candidate that takes its runner down is no fix, and what it left behind must not judge the next one.
        await place.close()
        place = await openPlace(base, fault, target)
        return { survives: false, timedOut: true, fixed: 0, ms: Math.round(performance.now() - started) }
      }
    },
    [Symbol.asyncDispose]: () => place.close(),
  }
}

interface TrialPlace {
  readonly runner: CandidateRunner
  close(): Promise<void>
}

async function openPlace(base: Sandbox, fault: Fault, { command }: Target): Promise<TrialPlace> {
  const sandbox = await base.fork()
  try {
    const warm = fault.warm ? await createWarmRunner(sandbox, command) : null
    // Only a run with nothing changed leaves bytecode behind, so that no candidate has to compile what it did not touch.
    const [soonest] = [...fault.beside, ...fault.failing]
    const { timeoutMs } = fault
    if (soonest !== undefined) await warm?.run([soonest], { timeoutMs, changes: [], failFast: true })
    const runner = warm ?? createPlainRunner(sandbox, command)
    const close = async (): Promise<void> => {
      await runner[Symbol.asyncDispose]()
      await sandbox.dispose()
    }
    return { runner, close }
  } catch (error) {
    await sandbox.dispose()
    throw error
  }
}

interface Trying {
  readonly runner: CandidateRunner
  readonly fault: Fault
  readonly signal: AbortSignal | undefined
}

async function attemptTrial(trial: Trial, { runner, fault, signal }: Trying): Promise<Verdict> {
  const started = performance.now()
  const options = { changes: [trial], failFast: true, signal }
  // Most candidates fail the first test: nothing is loaded for them but its file.
  const [soonest = ''] = fault.failing
  const first = fault.failing.filter((test) => homeOf(test) === homeOf(soonest))
  const statuses = new Map<string, TestStatus>()
  let timedOut = false
  const passes = async (tests: readonly string[], timeoutMs = fault.timeoutMs): Promise<boolean> => {
    if (tests.length === 0) return true
    const run = await runner.run(tests, { ...options, timeoutMs })
    for (const [test, status] of run.statuses) statuses.set(test, status)
    timedOut ||= run.timedOut
    return tests.every((test) => isPassing(run.statuses.get(test)))
  }
  const survives =
    (await passes(first)) &&
    (await passes(nearTests(fault).filter((test) => !first.includes(test)))) &&
    (await passes(fault.elsewhere, fault.elsewhereTimeoutMs))
  const fixed = fault.failing.filter((test) => isPassing(statuses.get(test))).length
  return { survives, timedOut, fixed, ms: Math.round(performance.now() - started) }
}

/** Failing tests, then what lives beside them. */
function nearTests({ failing, beside }: Fault): readonly string[] {
  return [...failing, ...beside]
}
