import type { Selection } from '../domain/index.ts'
import { fitRecalibration } from '../std/index.ts'

/** A choice of the past whose patch is known to be right or wrong. */
export interface PastChoice {
  readonly selector: string
  /** Between 0 and 1, before any calibration. */
  readonly said: number
  readonly right: boolean
}

/** Fewer choices than this say nothing of the next one. */
const leastChoices = 20

/** The same selection with its confidence set right by what became of earlier choices of the same selector, where there are enough. */
export function calibrate(selection: Selection, past: readonly PastChoice[]): Selection {
  const { value } = selection.confidence
  const own = past.filter(({ selector }) => selector === selection.selector)
  if (value === null || own.length < leastChoices) return selection
  const recalibration = fitRecalibration(
    own.map(({ said, right }) => ({ probability: said, outcome: right })),
  )
  return {
    ...selection,
    confidence: { value: recalibration.of(value), said: value, calibratedOn: own.length },
  }
}
