import { z } from 'zod'
import { isPassing } from '../../../domain/index.ts'
import type { Sandbox } from '../../../sandbox/index.ts'
import { hasCode, hashJson, sha256 } from '../../../std/index.ts'
import { createPlainRunner, createWarmRunner, type CandidateRunner } from '../../../test-runner/index.ts'
import type { AttemptTools } from '../../strategy.ts'
import type { Fault, Target } from './fault.ts'

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
  const options = { timeoutMs: fault.timeoutMs, changes: [trial], failFast: true, signal }
  const near = [...fault.failing, ...fault.beside]
  const first = await runner.run(near, options)
  const fixed = fault.failing.filter((test) => isPassing(first.statuses.get(test))).length
  const verdict = (survives: boolean, timedOut: boolean): Verdict => ({
    survives,
    timedOut,
    fixed,
    ms: Math.round(performance.now() - started),
  })
  if (!near.every((test) => isPassing(first.statuses.get(test)))) return verdict(false, first.timedOut)
  if (fault.elsewhere.length === 0) return verdict(true, false)
  const rest = await runner.run(fault.elsewhere, options)
  const survives = fault.elsewhere.every((test) => isPassing(rest.statuses.get(test)))
  return verdict(survives, rest.timedOut)
}
