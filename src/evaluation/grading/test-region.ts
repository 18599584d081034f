import type { NotGradable } from '../../domain/index.ts'
import { before } from '../../test-runner/index.ts'

export const startMarker = '>>>>> Start Test Output'
export const endMarker = '>>>>> End Test Output'

/** The harness's own words for steps that failed, in the order in which upstream names them. */
export const failedSteps = [
  ['>>>>> Patch Apply Failed', 'patch-apply-failed'],
  ['>>>>> Reset Failed', 'reset-failed'],
  ['>>>>> Tests Errored', 'tests-errored'],
  ['>>>>> Tests Timed Out', 'tests-timed-out'],
] as const satisfies readonly (readonly [text: string, reason: NotGradable])[]

const anyStep = new RegExp(failedSteps.map(([text]) => text).join('|'))

/** The step that a log says has failed, even if a test printed it; null if none. */
export function failedStep(log: string): NotGradable | null {
  if (!anyStep.test(log)) return null
  return failedSteps.find(([text]) => log.includes(text))?.[1] ?? null
}

/** What the tests printed: from the first start marker to the next marker of either kind; null without both. */
export function testRegion(log: string): string | null {
  const start = log.indexOf(startMarker)
  if (start < 0 || !log.includes(endMarker)) return null
  return before(before(log.slice(start + startMarker.length), startMarker), endMarker)
}
