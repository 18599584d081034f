/** What tests say of patches: `passes[test][patch]`, the test of a sample on the patch of a sample. */
export type VoteMatrix = readonly (readonly boolean[])[]

/**
 * The patches of some samples on which most of these samples' tests pass, all that are tied. `hasPatch` tells which
 * samples have one; a sample without still votes by its test.
 */
export function mostVoted(
  offered: readonly number[],
  passes: VoteMatrix,
  hasPatch: readonly boolean[],
): readonly number[] {
  let most = -1
  let best: number[] = []
  for (const patch of offered) {
    if (!hasPatch[patch]) continue
    const votes = countVotes(patch, offered, passes)
    if (votes > most) best = []
    if (votes >= most) best.push(patch)
    most = Math.max(most, votes)
  }
  return best
}

/** How many tests of the offered samples pass on the patch of one. */
export function countVotes(patch: number, offered: readonly number[], passes: VoteMatrix): number {
  let votes = 0
  for (const test of offered) if (passes[test]?.[patch]) votes++
  return votes
}

/** Share of resolved ones among tied choices; 0 for none. */
export function shareResolved(chosen: readonly number[], resolved: readonly boolean[]): number {
  return chosen.length === 0 ? 0 : chosen.filter((index) => resolved[index]).length / chosen.length
}
