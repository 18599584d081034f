/** What one test did: how it ended, and the lines it ran. */
export interface TestSpectrum {
  readonly failed: boolean
  /** Lines by file, counted from 1. */
  readonly lines: ReadonlyMap<string, ReadonlySet<number>>
}

export interface SuspiciousLine {
  readonly path: string
  readonly line: number
  /** Ochiai, in (0, 1]. */
  readonly suspiciousness: number
}

/**
 * Lines that failing tests ran, most suspicious first: Ochiai (Abreu et al. 2006), ties by how few passing tests ran
 * them, then by place.
 */
export function rankLines(tests: readonly TestSpectrum[]): readonly SuspiciousLine[] {
  const failedCount = tests.filter((test) => test.failed).length
  const counts = new Map<string, Map<number, { failed: number; passed: number }>>()
  for (const test of tests)
    for (const [path, lines] of test.lines) {
      const ofFile = counts.get(path) ?? new Map<number, { failed: number; passed: number }>()
      counts.set(path, ofFile)
      for (const line of lines) {
        const count = ofFile.get(line) ?? { failed: 0, passed: 0 }
        if (test.failed) count.failed++
        else count.passed++
        ofFile.set(line, count)
      }
    }
  return [...counts]
    .flatMap(([path, lines]) =>
      [...lines].map(([line, { failed, passed }]) => ({
        path,
        line,
        passed,
        suspiciousness: failed === 0 ? 0 : failed / Math.sqrt(failedCount * (failed + passed)),
      })),
    )
    .filter(({ suspiciousness }) => suspiciousness > 0)
    .toSorted(
      (a, b) =>
        b.suspiciousness - a.suspiciousness ||
        a.passed - b.passed ||
        (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line),
    )
    .map(({ path, line, suspiciousness }) => ({ path, line, suspiciousness }))
}
