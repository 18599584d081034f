import type { Observations } from './observe-pool.ts'

/**
 * Faults that were seen of a patch: what does not parse any more, and existing tests that it breaks, by what was run here or, where nothing was, by what
 * its maker saw, where a patch that does not hold for any other reason has one fault.
 */
export function faultsOf(observations: Observations, at: number): number {
  return (observations.syntaxErrors[at]?.length ?? 0) + testFaults(observations, at)
}

function testFaults({ entries, matrix, regression }: Observations, at: number): number {
  const run = regression?.runs[at]
  if (run) return run.comparison.broken.length + (run.timedOut ? 1 : 0)
  const seen = (matrix.patches[at]?.entries ?? []).flatMap((entry) => {
    const evidence = entries[entry]?.evidence
    if (!evidence) return []
    const broken = evidence.tests?.broken.length ?? 0
    return broken === 0 && !evidence.plausible ? 1 : broken
  })
  return seen.length === 0 ? 0 : Math.min(...seen)
}
