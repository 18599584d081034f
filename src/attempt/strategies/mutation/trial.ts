import { z } from 'zod'
import { isPassing } from '../../../domain/index.ts'
import type { Sandbox } from '../../../sandbox/index.ts'
import { hashJson, sha256 } from '../../../std/index.ts'
import {
  createPlainRunner,
  createWarmRunner,
  type CandidateRunner,
  type CandidateRunOptions,
} from '../../../test-runner/index.ts'
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
  const sandbox = await base.fork()
  try {
    const warm = fault.warm ? await createWarmRunner(sandbox, target.command) : null
    const runner = warm ?? createPlainRunner(sandbox, target.command)
    return {
      attempt: (trial, { signal }) => attemptTrial(trial, { sandbox, runner, fault, signal }),
      [Symbol.asyncDispose]: async () => {
        await runner[Symbol.asyncDispose]()
        await sandbox.dispose()
      },
    }
  } catch (error) {
    await sandbox.dispose()
    throw error
  }
}

interface TrialPlace {
  readonly sandbox: Sandbox
  readonly runner: CandidateRunner
  readonly fault: Fault
  readonly signal: AbortSignal | undefined
}

async function attemptTrial({ path, content }: Trial, place: TrialPlace): Promise<Verdict> {
  const { sandbox, runner, fault, signal } = place
  const original = await sandbox.readFile(path)
  const started = performance.now()
  const options: CandidateRunOptions = { timeoutMs: fault.timeoutMs, changed: [path], failFast: true, signal }
  try {
    await sandbox.writeFile(path, content)
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
    return verdict(
      fault.elsewhere.every((test) => isPassing(rest.statuses.get(test))),
      rest.timedOut,
    )
  } finally {
    if (original) await sandbox.writeFile(path, original)
  }
}
