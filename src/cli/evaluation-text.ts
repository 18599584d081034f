import type {
  EvaluationEvent,
  LeaderboardRow,
  RunComparison,
  RunSummary,
  Share,
  Stability,
} from '../app/index.ts'
import { renderTable } from '../view/index.ts'

/** One line for what happens during an evaluation. */
export function evaluationLine(event: EvaluationEvent): string | null {
  if (event.type === 'note') return `note: ${event.text}`
  if (event.type === 'start') return null
  const width = String(event.total).length
  const times =
    event.testMs === null
      ? ''
      : event.fromCache
        ? '  (known from before)'
        : `  tests ${seconds(event.testMs)}, around them ${seconds(event.overheadMs ?? 0)}`
  const repetition = event.repetition > 1 ? ` run ${event.repetition}` : ''
  const odd = event.suspicions.length === 0 ? '' : `  odd: ${event.suspicions.join(', ')}`
  return `[${String(event.done).padStart(width)}/${event.total}] ${event.instanceId}${repetition}  ${event.outcome}${times}${odd}`
}

/** Shares with their intervals, and how many ended in which way. */
export function summaryLines({ all, outcomes, byRepo, byDifficulty, byYear }: RunSummary): readonly string[] {
  const counted = Object.entries(outcomes).filter(([, count]) => count > 0)
  const groups = [
    ['repository', byRepo],
    ['difficulty', byDifficulty],
    ['year', byYear],
  ] as const
  return [
    `Resolved ${shareText(all)}`,
    counted.map(([outcome, count]) => `${count} ${outcome}`).join(', '),
    ...groups.flatMap(([name, shares]) => (shares.length < 2 ? [] : ['', ...shareTable(name, shares)])),
  ]
}

function shareTable(name: string, shares: readonly Share[]): readonly string[] {
  return renderTable(
    [name.toUpperCase(), 'RESOLVED', 'OF', '95 % INTERVAL'],
    shares.map((share) => [share.name, String(share.resolved), String(share.total), interval(share)]),
  )
}

function shareText(share: Share): string {
  const percent = share.total === 0 ? 0 : (100 * share.resolved) / share.total
  return `${share.resolved} of ${share.total} (${percent.toFixed(1)} %; 95 % interval ${interval(share)})`
}

function interval({ interval: { low, high } }: Pick<Share, 'interval'>): string {
  return `${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)} %`
}

/** Two runs against each other, with the odds that the difference is chance. */
export function comparisonLines(
  { both, onlyFirst, onlySecond, neither, leftOut, p }: RunComparison,
  [first, second]: readonly [string, string],
): readonly string[] {
  const compared = both.length + onlyFirst.length + onlySecond.length + neither.length
  return [
    `${compared} instances in both runs: ${both.length} resolved by both, ${neither.length} by neither`,
    `only ${first}: ${onlyFirst.length}`,
    ...onlyFirst.map((id) => `  ${id}`),
    `only ${second}: ${onlySecond.length}`,
    ...onlySecond.map((id) => `  ${id}`),
    ...(leftOut.length > 0 ? [`left out, without a verdict in one of the runs: ${leftOut.length}`] : []),
    `p = ${p.toPrecision(3)} (exact McNemar test, two-sided, ${onlyFirst.length + onlySecond.length} instances that differ)`,
  ]
}

export function leaderboardLines(rows: readonly LeaderboardRow[]): readonly string[] {
  return renderTable(
    ['MODEL AND RUN', 'RESOLVED', 'OF', 'SHARE', '95 % INTERVAL', 'SUBMITTED', 'EMPTY', 'ERRORS'],
    rows.map((row) => [
      row.name,
      String(row.resolved),
      String(row.total),
      row.total === 0 ? '-' : `${((100 * row.resolved) / row.total).toFixed(1)} %`,
      interval(row),
      String(row.submitted),
      String(row.empty),
      String(row.errors),
    ]),
  )
}

/** What repeated runs say of the instances themselves. `expected`: whether each run should resolve. */
export function stabilityLines(stability: Stability, expected: boolean): readonly string[] {
  const odd = stability.filter(({ runs, resolved }) => resolved !== (expected ? runs : 0))
  const flaky = stability.filter((each) => each.flaky.length > 0)
  return [
    `${stability.length - odd.length} of ${stability.length} instances end as they should in every run`,
    ...odd.map(
      ({ instanceId, runs, resolved, neverPassed }) =>
        `  ${instanceId}: resolved in ${resolved} of ${runs} runs${namedTests(' never passed', expected ? neverPassed : [])}`,
    ),
    ...flaky.map(({ instanceId, flaky: tests }) => `  ${instanceId}:${namedTests(' flaky', tests)}`),
  ]
}

function namedTests(what: string, tests: readonly string[]): string {
  if (tests.length === 0) return ''
  return `${what}: ${tests.slice(0, 3).join(', ')}${tests.length > 3 ? ` and ${tests.length - 3} more` : ''}`
}

function seconds(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`
}
