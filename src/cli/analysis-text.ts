import {
  spreadNumbers,
  type CostAnalysis,
  type Estimate,
  type ScalingAnalysis,
  type SelectionAnalysis,
} from '../app/index.ts'
import { renderTable } from '../view/index.ts'

interface Drawn {
  readonly seed: number
  readonly draws: number
}

export function scalingLines(
  { grid, graded, withoutVerdict, notRun, flaky, brokenOff, written }: ScalingAnalysis,
  drawn: Drawn,
): readonly string[] {
  const { instances, samples, iterations, missingAttempts } = grid
  const [rows, columns] = [spreadNumbers(samples), spreadNumbers(iterations)]
  const cells = grid.cells.filter((cell) => rows.includes(cell.samples) && columns.includes(cell.iterations))
  const left = grid.cells.length - cells.length
  const header = [
    'SAMPLES',
    'ITERATIONS',
    'EDITING USD',
    'ALL USD',
    'VOTES',
    'COVERAGE %',
    'VOTING %',
    'RANDOM %',
  ]
  return [
    `${instances} instances, up to ${samples} samples of up to ${iterations} iterations`,
    ...noteLines('missing attempts', missingAttempts, 'count as not resolved and cost nothing'),
    ...noteLines('attempts that were broken off', brokenOff, 'are left out, with what they cost'),
    ...(graded
      ? noteLines('patches without a verdict', withoutVerdict, 'count as not resolved')
      : ['no patch has a verdict, so that only votes and cost are known: --verdicts FILE adds them']),
    ...noteLines('tests on patches that were not run', notRun, 'count as not passing'),
    ...noteLines('tests on patches that waver', flaky, 'count as not passing'),
    '',
    ...renderTable(
      header,
      cells.map((cell) => [
        String(cell.samples),
        String(cell.iterations),
        usd(cell.editingUsd),
        usd(cell.totalUsd),
        cell.votes.toFixed(2),
        ...[cell.coverage, cell.voting, cell.random].map((score) =>
          score === null ? 'unknown' : percent(score),
        ),
      ]),
    ),
    '',
    ...(left === 0 ? [] : [`${left} further rows: --csv FILE or --json.`]),
    'Votes: tests that pass on the patch that most pass on. Coverage is what the best possible choice would score, random a blind one.',
    ...endLines(drawn, written),
  ]
}

export function selectionLines(analysis: SelectionAnalysis, drawn: Drawn): readonly string[] {
  const { scores, bestAtK, calibration, withoutVerdict, written } = analysis
  const { instances, random, oracle, selectors, differences } = scores
  const pairs = differences.map(({ first, second, difference }) => [first, second, points(difference)])
  const sure = calibration.map(({ name, count, brier, calibrationError, riskCoverage }) => [
    name,
    String(count),
    ...[brier, calibrationError, riskCoverage].map(plain),
  ])
  return [
    `${instances} instances`,
    ...noteLines('candidates without a verdict', withoutVerdict, 'count as not resolved'),
    '',
    ...renderTable(
      ['SELECTOR', 'RESOLVED %', 'OF THE GAP %', 'ABSTAINED', 'TIED'],
      [
        ['random', percent(random), '', '', ''],
        ...selectors.map(({ name, score, gapClosed, abstained, tied }) => [
          name,
          percent(score),
          percent(gapClosed),
          String(abstained),
          String(tied),
        ]),
        ['oracle', percent(oracle), '', '', ''],
      ],
    ),
    ...section(['FIRST', 'SECOND', 'DIFFERENCE IN POINTS'], pairs),
    ...section(...bestAtKTable(bestAtK)),
    ...section(['CONFIDENCE OF', 'N', 'BRIER', 'CALIBRATION ERROR', 'RISK-COVERAGE AREA'], sure),
    '',
    'Of the gap: share of the way from random to oracle. A tie counts as its mean, abstaining as not resolved.',
    ...endLines(drawn, written),
  ]
}

function bestAtKTable({
  random,
  oracle,
  selectors,
}: SelectionAnalysis['bestAtK']): readonly [readonly string[], readonly (readonly string[])[]] {
  const shown = spreadNumbers(oracle.points.length)
  const rows = [random, ...selectors, oracle].map(({ name, points }) => [
    name,
    ...shown.map((k) => shortPercent(points[k - 1])),
  ])
  return [['RESOLVED % OF K OFFERED', ...shown.map(String)], rows]
}

export function costLines({ table, written }: CostAnalysis): readonly string[] {
  const { stages, costs, totalUsd, unpriced } = table
  const header = [
    'STAGE',
    'INPUT',
    'OUTPUT',
    'CACHE READ',
    'CACHE WRITE',
    'OWN HARDWARE',
    'TOTAL USD',
    'SHARE %',
  ]
  const all = { stage: 'total', costs, totalUsd, share: null }
  return [
    ...renderTable(
      header,
      [...stages, all].map((row) => [
        row.stage,
        usd(row.costs?.input),
        usd(row.costs?.output),
        usd(row.costs?.cacheRead),
        usd(row.costs?.cacheWrite),
        usd(row.costs?.ownHardware),
        usd(row.totalUsd),
        row.share === null ? '' : (100 * row.share).toFixed(1),
      ]),
    ),
    ...(unpriced.length === 0 ? [] : ['', `No rate is known for: ${unpriced.join(', ')}`]),
    ...written.map((path) => `Written ${path}`),
  ]
}

function section(header: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return rows.length === 0 ? [] : ['', ...renderTable(header, rows)]
}

function noteLines(what: string, count: number, consequence: string): readonly string[] {
  return count === 0 ? [] : [`${what}: ${count}, which ${consequence}`]
}

function endLines({ seed, draws }: Drawn, written: readonly string[]): readonly string[] {
  return [
    `In brackets: 95 % intervals by the bootstrap over instances, ${draws} draws, seed ${seed}.`,
    ...written.map((path) => `Written ${path}`),
  ]
}

function usd(value: number | null | undefined): string {
  return value == null ? 'unknown' : value.toFixed(2)
}

function percent(estimate: Estimate): string {
  return withInterval(estimate, (value) => (100 * value).toFixed(1))
}

function points(estimate: Estimate): string {
  return withInterval(estimate, (value) => `${value > 0 ? '+' : ''}${(100 * value).toFixed(1)}`)
}

function plain(estimate: Estimate): string {
  return withInterval(estimate, (value) => value.toFixed(3))
}

function shortPercent(estimate: Estimate | undefined): string {
  return estimate === undefined ? '' : (100 * estimate.value).toFixed(1)
}

function withInterval({ value, interval: { low, high } }: Estimate, show: (value: number) => string): string {
  return Number.isNaN(value) ? 'undefined' : `${show(value)} (${show(low)} to ${show(high)})`
}
