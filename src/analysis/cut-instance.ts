import { addUsd, attemptPrefix, type AttemptPrefix, type StoredAttempt } from './attempt-prefix.ts'

/** Everything that one run left of one instance. */
export interface StoredInstance {
  readonly instanceId: string
  readonly attempts: readonly StoredAttempt[]
  /** What was paid once, however many attempts there were: reading the code, say. Null when unknown. */
  readonly sharedUsd: number | null
  /** Whether hidden tests pass on a patch. */
  readonly resolved: (patchId: string) => boolean
  /** Whether a generated test passes on a patch. */
  readonly passes: (testId: string, patchId: string) => boolean
}

/** An instance whose attempts were all cut at one length. */
export interface CutInstance {
  readonly seed: number
  readonly resolved: readonly boolean[]
  readonly hasPatch: readonly boolean[]
  readonly passes: readonly (readonly boolean[])[]
  /** Mean over its samples. */
  readonly editingUsd: number | null
  readonly testingUsd: number | null
  readonly sharedUsd: number | null
}

interface Cut {
  readonly samples: number
  readonly iterations: number
  readonly seed: number
}

/** Cuts all attempts after `iterations` completions; of fewer than `samples`, those that lack are empty. */
export function cutInstance(instance: StoredInstance, { samples, iterations, seed }: Cut): CutInstance {
  const nothing: AttemptPrefix = { patchId: null, testId: null, editingUsd: 0 }
  const { attempts, sharedUsd } = instance
  const prefixes = Array.from({ length: samples }, (_, index) => {
    const attempt = attempts[index]
    return attempt ? attemptPrefix(attempt, iterations) : nothing
  })
  const meanUsd = (costs: readonly (number | null)[]): number | null => {
    const sum = costs.reduce(addUsd, 0)
    return sum === null ? null : sum / samples
  }
  return {
    seed,
    resolved: prefixes.map(({ patchId }) => patchId !== null && instance.resolved(patchId)),
    hasPatch: prefixes.map(({ patchId }) => patchId !== null),
    passes: prefixes.map(({ testId }) =>
      prefixes.map(({ patchId }) => testId !== null && patchId !== null && instance.passes(testId, patchId)),
    ),
    editingUsd: meanUsd(prefixes.map(({ editingUsd }) => editingUsd)),
    testingUsd: meanUsd(attempts.map(({ testingUsd }) => testingUsd)),
    sharedUsd,
  }
}
