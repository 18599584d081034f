import type { Matrix } from '../observe/matrix.ts'
import { behaveAlike, verdictOf } from '../observe/matrix.ts'
import type { RegressionRun } from '../observe/regression.ts'

/** Patches that are one answer: the same code once layout is gone, or the same behaviour wherever anyone looked. */
export interface CandidateClass {
  /** Indices of the matrix's patches; the first stands for the class. */
  readonly patches: readonly number[]
  /** How its members are known to be one; `lone` for a single patch. */
  readonly by: 'lone' | 'text' | 'behaviour'
}

export interface ClassInput {
  readonly matrix: Matrix
  /** By patch: equal for patches whose code is equal. */
  readonly textKeys: readonly string[]
  /** By patch; null where no existing test was run. */
  readonly regression: readonly (RegressionRun | null)[]
}

/**
 * Classes in the order of their first members. Behaviour joins patches only where a test showed that they do
 * something: patches that nothing sets apart from the base are not alike for it.
 */
export function classifyCandidates(input: ClassInput): readonly CandidateClass[] {
  const classes: { patches: number[]; by: CandidateClass['by'] }[] = []
  for (const [at] of input.matrix.patches.entries()) {
    const home = classes.find(({ patches: [first = 0] }) => kinship(input, first, at) !== null)
    if (home === undefined) {
      classes.push({ patches: [at], by: 'lone' })
      continue
    }
    const how = kinship(input, home.patches[0] ?? 0, at) ?? 'text'
    home.patches.push(at)
    home.by = home.by === 'behaviour' ? 'behaviour' : how
  }
  return classes
}

function kinship(
  { matrix, textKeys, regression }: ClassInput,
  one: number,
  other: number,
): 'text' | 'behaviour' | null {
  if (textKeys[one] === textKeys[other]) return 'text'
  const [first, second] = [matrix.cells[one] ?? [], matrix.cells[other] ?? []]
  const seen = matrix.tests.some((_, at) => {
    const [base, here] = [verdictOf(matrix.base[at]), verdictOf(first[at])]
    return base !== null && here !== null && base !== here
  })
  const alike =
    seen &&
    first.every((cell, at) => behaveAlike(cell, second[at])) &&
    sameTests(regression[one], regression[other])
  return alike ? 'behaviour' : null
}

function sameTests(one: RegressionRun | null | undefined, other: RegressionRun | null | undefined): boolean {
  const failing = (run: RegressionRun | null | undefined): string =>
    [...(run?.comparison.broken ?? [])].join('\n')
  return failing(one) === failing(other)
}
