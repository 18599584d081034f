import { z } from 'zod'
import type { ExecutionCache, GradableInstance } from '../../domain/index.ts'
import type { ItemResult } from '../../evaluation/index.ts'
import { hashJson, sha256 } from '../../std/index.ts'

const durationSchema = z.object({ testMs: z.number() })

/** How long the tests of an instance took the last time they ran to an end, whatever the patch: for who goes first. */
export function createDurations(executions: ExecutionCache) {
  const keyOf = ({ baseCommit, evaluation }: GradableInstance): string =>
    hashJson({ kind: 'duration', base: baseCommit, script: sha256(evaluation.script) })
  return {
    expected: async (instance: GradableInstance): Promise<number | null> =>
      (await executions.find(keyOf(instance), durationSchema))?.testMs ?? null,
    note: async (
      instance: GradableInstance,
      { execution, fromCache }: Extract<ItemResult, { kind: 'executed' }>,
    ): Promise<void> => {
      if (fromCache || execution.ending === 'patch-failed') return
      await executions.save(keyOf(instance), { testMs: execution.durations.testMs })
    },
  }
}
