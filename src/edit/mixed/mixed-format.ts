import { applyInOrder, type TakeStep } from '../change-set.ts'
import type { StepwiseFormat } from '../edit-format.ts'
import type { ApplyOptions, Edit } from '../edit.ts'
import { readMixed } from './read-mixed.ts'

/** A format that also understands replies in which a part, or all, is written in one of `others`. */
export function mixedFormat(asked: StepwiseFormat, others: readonly StepwiseFormat[]): StepwiseFormat {
  const steps = (edits: readonly Edit[], options?: ApplyOptions): TakeStep => {
    const byName = new Map(
      [asked, ...others].map((format) => {
        const own = edits.filter((edit) => (edit.format ?? asked.name) === format.name)
        return [format.name, format.steps(own, options)] as const
      }),
    )
    const usual = asked.steps(edits, options)
    return (edit, now) => (byName.get(edit.format ?? asked.name) ?? usual)(edit, now)
  }
  return {
    ...asked,
    parse: (reply, options) => readMixed({ asked, others }, reply, options),
    steps,
    apply: (edits, files, options = {}) =>
      applyInOrder(edits, options, { files, step: steps(edits, options) }),
  }
}
