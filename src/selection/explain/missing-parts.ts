import type { Observations } from '../observe/observe-pool.ts'

/** Parts that a choice can rest on and that this one had nothing of. */
export function missingParts(
  { entries, regression, tests, verifier }: Observations,
  { hasModel }: { readonly hasModel: boolean },
): readonly string[] {
  const ranExisting = regression !== null || entries.some(({ evidence }) => evidence?.tests != null)
  return [
    ...(ranExisting ? [] : ['existing tests']),
    ...(tests.some(({ noVote }) => noVote === null) ? [] : ['generated tests that may vote']),
    ...(verifier === null ? ['verifier'] : []),
    ...(hasModel ? [] : ['model']),
  ]
}
