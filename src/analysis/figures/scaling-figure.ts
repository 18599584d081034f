import { CapuchinError } from '../../std/index.ts'
import type { Estimate } from '../estimate.ts'
import type { GridCell, ScalingGrid } from '../scaling-grid.ts'
import { spreadNumbers } from '../spread-numbers.ts'
import { logTicks } from './log-ticks.ts'
import { plotSvg } from './plot-svg.ts'

interface Point {
  readonly panel: string
  readonly samples: number
  readonly usd: number
  readonly percent: number
}

const panels: readonly (readonly [string, (cell: GridCell) => Estimate | null])[] = [
  ['Coverage (best possible choice)', ({ coverage }) => coverage],
  ['Voting score (most generated tests pass)', ({ voting }) => voting],
]

/**
 * Coverage and voting score against the cost of editing, one line per number of samples, as SVG.
 *
 * @throws CapuchinError `analysis/no-verdict` where nothing is graded, `analysis/no-cost` where no cell has a cost
 */
export async function scalingFigure(grid: ScalingGrid): Promise<string> {
  if (grid.cells.some(({ coverage }) => coverage === null))
    throw new CapuchinError(
      'analysis/no-verdict',
      'hidden tests gave no verdict on any patch, so that there is no score to draw',
      { hint: 'say which patches are resolved, or leave the figure out' },
    )
  const shown = spreadNumbers(grid.samples)
  const points = panels.flatMap(([panel, pick]) =>
    grid.cells
      .filter(({ samples }) => shown.includes(samples))
      .flatMap((cell) => pointOf(cell, { panel, score: pick(cell) })),
  )
  if (points.length === 0)
    throw new CapuchinError(
      'analysis/no-cost',
      'no cell of the grid has a known cost above 0, so that it cannot be drawn against cost',
      { hint: 'give costUsd of the completions, or leave the figure out' },
    )
  const costs = points.map(({ usd }) => usd)
  const frame = {
    title: 'Coverage and voting score against cost',
    notes: [
      `${grid.instances} instances; a line per number of samples; its points, from the left: 1 to ${grid.iterations} iterations`,
      `95 % intervals are at most ±${widest(grid).toFixed(1)} points`,
    ],
    width: 960,
    height: 500,
  }
  return plotSvg(frame, (Plot) => ({
    marginLeft: 56,
    marginRight: 24,
    marginBottom: 52,
    marginTop: 40,
    fx: { label: null, domain: panels.map(([panel]) => panel), padding: 0.06 },
    x: {
      type: 'log',
      label: 'Cost of editing calls, all instances (US dollars, logarithmic)',
      labelAnchor: 'center',
      labelArrow: 'none',
      ticks: logTicks(costs),
      tickFormat: (usd: number) => usd.toLocaleString('en-US', { maximumSignificantDigits: 2 }),
      domain: [Math.min(...costs) / 1.15, Math.max(...costs) * 1.15],
    },
    y: {
      label: 'Instances resolved (%)',
      labelArrow: 'none',
      grid: true,
      nice: true,
      domain: yDomain(points),
    },
    color: { type: 'ordinal', domain: shown, range: shown.map((_, index) => shadeOf(index, shown.length)) },
    marks: [
      Plot.frame({ stroke: '#ccc' }),
      Plot.line(points, { fx: 'panel', x: 'usd', y: 'percent', stroke: 'samples', strokeWidth: 2 }),
      Plot.dot(points, { fx: 'panel', x: 'usd', y: 'percent', fill: 'samples', r: 3.2, stroke: '#fff' }),
      Plot.text(points.filter(isStart), {
        fx: 'panel',
        x: 'usd',
        y: 'percent',
        text: ({ samples }: Point) => (samples === 1 ? '1 sample' : String(samples)),
        textAnchor: 'start',
        dx: -5,
        dy: 15,
        fontWeight: 'bold',
        stroke: '#fff',
        strokeWidth: 4,
        fill: '#222',
      }),
    ],
  }))
}

/** From light to dark, told apart in every kind of colour vision and in print. */
const shades = ['#5ec962', '#2fb47c', '#21918c', '#2c728e', '#414487', '#440154']

function shadeOf(index: number, count: number): string {
  const place = count === 1 ? shades.length - 1 : (index * (shades.length - 1)) / (count - 1)
  return shades[Math.round(place)] ?? '#222'
}

function pointOf(
  { samples, editingUsd }: GridCell,
  { panel, score }: { readonly panel: string; readonly score: Estimate | null },
): readonly Point[] {
  return editingUsd === null || editingUsd <= 0 || score === null
    ? []
    : [{ panel, samples, usd: editingUsd, percent: 100 * score.value }]
}

/** The first point of its line. */
function isStart(point: Point, index: number, points: readonly Point[]): boolean {
  return (
    points.findIndex(({ panel, samples }) => panel === point.panel && samples === point.samples) === index
  )
}

/** Half of the widest interval, in points of a hundred. */
function widest({ cells }: ScalingGrid): number {
  const halves = cells.flatMap(({ coverage, voting }) =>
    [coverage, voting].map((score) => (score === null ? 0 : 50 * (score.interval.high - score.interval.low))),
  )
  return Math.max(...halves)
}

/** Room below the lowest points, for their labels. */
function yDomain(points: readonly Point[]): readonly [number, number] {
  const values = points.map(({ percent }) => percent)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  return [Math.max(0, low - 0.12 * (high - low) - 1), Math.min(100, high + 1)]
}
