import type { Selection } from '../domain/index.ts'

/**
 * The same selection without a choice where nobody can be sure enough of it. A selector without an opinion on how sure
 * it is cannot abstain.
 */
export function abstainBelow(selection: Selection, minConfidence: number): Selection {
  const { value } = selection.confidence
  if (selection.chosen === null || value === null || value >= minConfidence) return selection
  const abstained = `the first is right with ${percent(value)}, and ${percent(minConfidence)} is asked for`
  return { ...selection, chosen: null, abstained }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`
}
