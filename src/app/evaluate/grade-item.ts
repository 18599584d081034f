import type { Instance, Verdict } from '../../domain/index.ts'
import {
  gradeLog,
  verdictWithoutLog,
  type GradingReference,
  type StoredLogs,
} from '../../evaluation/index.ts'

/** The verdict on what a run left; a log that is not complete has none, whatever it holds. */
export function gradeLogs(
  { log, ending, testExitCode }: Pick<StoredLogs, 'log' | 'ending' | 'testExitCode'>,
  reference: GradingReference,
  { allowEmptyLists }: { readonly allowEmptyLists: boolean },
): Verdict {
  const isComplete = ending === 'finished' || ending === null
  if (!isComplete) return verdictWithoutLog(reference, 'error', { log })
  return gradeLog(log, reference, {
    requireFailToPass: !allowEmptyLists,
    ...(testExitCode === null ? {} : { exitCode: testExitCode }),
  })
}

/** An instance that nothing was run for. */
export function ungraded(
  instance: Instance,
  harness: Verdict['harness'],
  ending: 'error' | 'empty-patch' | 'missing',
): Verdict {
  const rules = instance.evaluation?.rules ?? 'swe-bench'
  return verdictWithoutLog({ instanceId: instance.instanceId, harness, rules }, ending)
}
