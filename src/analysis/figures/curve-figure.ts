import type { Curve, CurvePoint } from '../curve.ts'
import { labelPlaces } from './label-places.ts'
import { logTicks } from './log-ticks.ts'
import { plotSvg } from './plot-svg.ts'
import { colourOf } from './series-colour.ts'

/** What x counts: rows that a model was trained on, or candidates that are offered. */
export type CurveAxis = 'rows' | 'k'

/** Resolve rates over a logarithmic axis with the lines fitted to them and their intervals, as SVG. */
export async function curveFigure(
  curves: readonly Curve[],
  { axis, intervals }: { readonly axis: CurveAxis; readonly intervals: string },
): Promise<string> {
  const points = curves.flatMap((curve) => curve.points)
  const known = points.flatMap(toBar)
  const xs = points.map(({ x }) => x)
  const [left, right] = [Math.min(...xs), Math.max(...xs)]
  const ys = [...points.map(({ y }) => y), ...known.flatMap(({ low, high }) => [low, high])]
  const [low, high] = [Math.min(...ys), Math.max(...ys)]
  const ends = curves.flatMap(({ points: own }) => own.at(-1) ?? [])
  const places = labelPlaces(
    ends.map(({ y }) => y),
    Math.max(high - low, 1) * 0.055,
  )
  const labelAt = right * Math.max(right / left, 2) ** 0.03
  const labels = ends.map((end, index) => ({ ...end, place: places[index] ?? end.y, labelAt }))
  const notes = [...curves.map(fitNote), ...(known.length === 0 ? [] : [intervals])]
  const frame = { title: titles[axis], notes, width: 760, height: 440 + 18 * notes.length }
  return plotSvg(frame, (Plot) => ({
    marginLeft: 56,
    marginRight: 40 + 7.2 * Math.max(0, ...curves.map(({ name }) => name.length)),
    marginBottom: 52,
    marginTop: 32,
    x: {
      type: 'log',
      label: labelsOfX[axis],
      labelAnchor: 'center',
      labelArrow: 'none',
      domain: [left / 1.06, right * 1.06],
      ticks: ticksOf(xs, axis),
      tickFormat: String,
    },
    y: { label: 'Instances resolved (%)', labelArrow: 'none', grid: true, domain: [low, high], nice: true },
    color: { domain: curves.map(({ name }) => name), range: curves.map((_, index) => colourOf(index)) },
    marks: [
      Plot.ruleX(known, {
        x: 'x',
        y1: 'low',
        y2: 'high',
        stroke: 'series',
        strokeOpacity: 0.45,
        strokeWidth: 1.5,
      }),
      Plot.line(curves.flatMap(lineEnds), {
        x: 'x',
        y: 'y',
        stroke: 'series',
        strokeWidth: 1.8,
        strokeDasharray: '6 4',
      }),
      Plot.dot(points, { x: 'x', y: 'y', fill: 'series', r: 4, stroke: '#fff' }),
      Plot.link(labels, { x1: 'x', y1: 'y', x2: 'labelAt', y2: 'place', stroke: '#999' }),
      Plot.text(labels, {
        x: 'labelAt',
        y: 'place',
        text: 'series',
        textAnchor: 'start',
        dx: 4,
        fill: '#222',
      }),
    ],
  }))
}

const titles = { rows: 'Resolve rate against training rows', k: 'Resolve rate against candidates offered' }
const labelsOfX = { rows: 'Training rows (logarithmic)', k: 'Candidates offered (k, logarithmic)' }

function toBar({ series, x, interval }: CurvePoint) {
  return interval ? [{ series, x, ...interval }] : []
}

function fitNote({ name, fit, excluded }: Curve): string {
  if (fit === null) return `${name}: too few points for a line`
  const sign = fit.intercept < 0 ? '−' : '+'
  const share = Number.isNaN(fit.rSquared) ? '' : `, R² ${fit.rSquared.toFixed(3)}`
  const left = excluded.length === 0 ? '' : `, without x = ${excluded.join(', ')}`
  return `${name}: ${fit.slope.toFixed(2)} ln x ${sign} ${Math.abs(fit.intercept).toFixed(2)}${share}${left}`
}

/** The fitted line, straight on this axis, over the points that it is fitted to. */
function lineEnds({ name, points, fit, excluded }: Curve) {
  const fitted = points.filter(({ x }) => !excluded.includes(x))
  return fit === null
    ? []
    : [fitted[0], fitted.at(-1)].flatMap((end) =>
        end ? [{ series: name, x: end.x, y: fit.slope * Math.log(end.x) + fit.intercept }] : [],
      )
}

/** The values themselves where they are few, else round ones. */
function ticksOf(xs: readonly number[], axis: CurveAxis): readonly number[] {
  const distinct = [...new Set(xs)]
  if (distinct.length <= 6) return distinct
  const most = Math.max(...distinct)
  if (axis === 'rows') return logTicks(distinct)
  return Array.from({ length: 1 + Math.floor(Math.log2(most)) }, (_, power) => 2 ** power)
}
