import type { BestAtK, BestAtKCurve } from '../best-at-k.ts'
import { labelPlaces } from './label-places.ts'
import { plotSvg } from './plot-svg.ts'
import { colourOf } from './series-colour.ts'

interface Point {
  readonly name: string
  readonly k: number
  readonly percent: number
  readonly low: number
  readonly high: number
}

/** Score of each selector over the number of candidates, between random and oracle, as SVG. */
export async function bestAtKFigure({ instances, random, oracle, selectors }: BestAtK): Promise<string> {
  const most = oracle.points.length
  const bounds = [...pointsOf({ ...oracle, name: 'oracle (pass@k)' }), ...pointsOf(random)]
  const points = selectors.flatMap(pointsOf)
  const all = [...bounds, ...points]
  const [low, high] = [Math.min(...all.map((each) => each.low)), Math.max(...all.map((each) => each.high))]
  const ends = all.filter(({ k }) => k === most)
  const places = labelPlaces(
    ends.map(({ percent }) => percent),
    (high - low) * 0.055,
  )
  const labels = ends.map((end, index) => ({ ...end, place: places[index] ?? end.percent }))
  const frame = {
    title: 'Score over the number of candidates offered',
    notes: [`${instances} instances; bands are 95 % intervals over instances`],
    width: 760,
    height: 480,
  }
  const labelAt = most + Math.max(1, most - 1) * 0.03
  return plotSvg(frame, (Plot) => ({
    marginLeft: 56,
    marginRight: 40 + 7.2 * Math.max(...ends.map(({ name }) => name.length)),
    marginBottom: 52,
    marginTop: 32,
    x: {
      label: 'Candidates offered (k)',
      labelAnchor: 'center',
      labelArrow: 'none',
      domain: [1, Math.max(2, most)],
      ticks: Array.from({ length: most }, (_, index) => index + 1).filter((k) => most <= 20 || k % 5 === 0),
      tickFormat: String,
    },
    y: { label: 'Instances resolved (%)', labelArrow: 'none', grid: true, domain: [low, high], nice: true },
    color: { domain: selectors.map(({ name }) => name), range: selectors.map((_, index) => colourOf(index)) },
    marks: [
      Plot.areaY(points, { x: 'k', y1: 'low', y2: 'high', fill: 'name', fillOpacity: 0.13 }),
      Plot.line(bounds, {
        x: 'k',
        y: 'percent',
        z: 'name',
        stroke: '#555',
        strokeWidth: 2,
        strokeDasharray: '6 4',
      }),
      Plot.line(points, { x: 'k', y: 'percent', stroke: 'name', strokeWidth: 2.2 }),
      Plot.dot(points, { x: 'k', y: 'percent', fill: 'name', r: 3.2, stroke: '#fff' }),
      Plot.link(labels, { x1: 'k', y1: 'percent', x2: labelAt, y2: 'place', stroke: '#999' }),
      Plot.text(labels, { x: labelAt, y: 'place', text: 'name', textAnchor: 'start', dx: 4, fill: '#222' }),
    ],
  }))
}

function pointsOf({ name, points }: BestAtKCurve): readonly Point[] {
  return points.map(({ value, interval: { low, high } }, index) => ({
    name,
    k: index + 1,
    percent: 100 * value,
    low: 100 * low,
    high: 100 * high,
  }))
}
