import type { ExecutionCache, GradableInstance } from '../../src/domain/index.ts'
import {
  evaluate,
  gradeLog,
  toGradingReference,
  type EvaluationPlaces,
  type Execution,
  type ItemResult,
} from '../../src/evaluation/index.ts'

/** What the hidden tests say of a patch; `none` where it was not told, with the reason. */
export type Judgement =
  | {
      readonly kind: 'graded'
      readonly resolved: boolean
      /** Tests to fix that are not fixed; null where the log shows no tests. */
      readonly unfixed: number | null
      /** Tests to keep that fail; all of them where the log shows no tests. */
      readonly broken: number
      readonly testMs: number
    }
  | { readonly kind: 'none'; readonly reason: string }

/** Runs the hidden tests of an instance with each patch, and grades them in the order given. */
export type Judge = (
  instance: GradableInstance,
  patches: readonly string[],
  options: { readonly timeoutMs: number; readonly repetition?: number },
) => Promise<readonly Judgement[]>

export interface JudgeDeps {
  readonly places: EvaluationPlaces
  readonly executions: ExecutionCache
  readonly jobs: number
}

export function createJudge({ places, executions, jobs }: JudgeDeps): Judge {
  return async (instance, patches, { timeoutMs, repetition = 1 }) => {
    const results = new Map<string, ItemResult>()
    await evaluate(
      patches.map((patch) => ({ instance, patch, repetition, expectedMs: null })),
      { harness: 'v5', timeoutMs, jobs },
      {
        places,
        executions,
        readAsset: () => Promise.reject(new Error('no instance here needs one')),
        onEnd: ({ patch }, result) => Promise.resolve(void results.set(patch ?? '', result)),
      },
    )
    return patches.map((patch) => toJudgement(instance, results.get(patch)))
  }
}

function toJudgement(instance: GradableInstance, result: ItemResult | undefined): Judgement {
  if (result?.kind === 'executed') return gradeExecution(instance, result.execution)
  return { kind: 'none', reason: result?.kind === 'infra' ? `${result.code}: ${result.reason}` : 'cancelled' }
}

function gradeExecution(instance: GradableInstance, execution: Execution): Judgement {
  const { ending, log, testExitCode, durations } = execution
  if (ending !== 'finished') return { kind: 'none', reason: ending }
  const exit = testExitCode === null ? {} : { exitCode: testExitCode }
  const { resolved, tests } = gradeLog(log, toGradingReference(instance, 'v5'), {
    requireFailToPass: true,
    ...exit,
  })
  return {
    kind: 'graded',
    resolved,
    unfixed: tests?.failToPass.failure.length ?? null,
    broken: tests?.passToPass.failure.length ?? instance.passToPass?.length ?? 0,
    testMs: durations.testMs,
  }
}

/** Answers from what another run knows too; new results are saved in the first. */
export function readThrough(own: ExecutionCache, other: ExecutionCache): ExecutionCache {
  return {
    find: async (key, schema) => (await own.find(key, schema)) ?? (await other.find(key, schema)),
    save: (key, value) => own.save(key, value),
  }
}
