/** What plain voting needs to know of a patch. */
export interface VotedPatch {
  readonly patch: string
  /** Tests that end with 0 on it. */
  readonly votes: number
}

/**
 * Order of plain voting: most votes, then the shorter text, then the earlier one; of equal texts the first alone.
 * Returns indices. Source: CodeMonkeys (arXiv 2501.14723), section 4.3; the paper hands the first three on.
 */
export function rankByVotes(patches: readonly VotedPatch[]): readonly number[] {
  const seen = new Set<string>()
  return [...patches.keys()]
    .sort((a, b) => {
      const [one, other] = [patches[a], patches[b]]
      if (one === undefined || other === undefined) return 0
      return other.votes - one.votes || one.patch.length - other.patch.length || a - b
    })
    .filter((at) => {
      const text = patches[at]?.patch ?? ''
      return !seen.has(text) && seen.add(text)
    })
}

/** Indices of all patches with the most votes: the score of voting is the share of them that is right. */
export function tiedAtTop(patches: readonly VotedPatch[]): readonly number[] {
  const most = Math.max(...patches.map(({ votes }) => votes))
  return [...patches.keys()].filter((at) => patches[at]?.votes === most)
}
