import type { CurveAnalysis } from '../app/index.ts'
import { renderTable } from '../view/index.ts'

/** A row a series: its line, and its first and last points. */
export function curveLines({ curves, intervals, written }: CurveAnalysis): readonly string[] {
  const rows = curves.map(({ name, points, fit, excluded }) => [
    name,
    fit === null ? 'none' : fit.slope.toFixed(2),
    fit === null ? '' : fit.intercept.toFixed(2),
    fit === null || Number.isNaN(fit.rSquared) ? '' : fit.rSquared.toFixed(3),
    fit === null ? '' : String(fit.points),
    excluded.join(', '),
    ...[points[0], points.at(-1)].map((point) =>
      point === undefined ? '' : `${point.y.toFixed(1)} at ${point.x}`,
    ),
  ])
  return [
    ...renderTable(['SERIES', 'SLOPE', 'INTERCEPT', 'R²', 'POINTS', 'WITHOUT X', 'FIRST %', 'LAST %'], rows),
    '',
    'Resolved % = slope · ln x + intercept, by least squares.',
    `In the figure, ${intervals}.`,
    ...written.map((path) => `Written ${path}`),
  ]
}
