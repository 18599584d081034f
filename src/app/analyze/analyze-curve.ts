import { curveFigure, toCsv, toCurves, type Curve, type CurveAxis } from '../../analysis/index.ts'
import { readCurveInput } from './curve-input.ts'
import { rolloutPointsByK, rolloutPointsByRows, type RolloutPointOptions } from './rollout-points.ts'
import { writeOutputs } from './write-outputs.ts'

export interface CurveRequest extends RolloutPointOptions {
  /** A CSV file, or `-` for standard input; or names or folders of rollouts, with `=ROWS` each where x is rows. */
  readonly source: { readonly csv: string } | { readonly rollouts: readonly string[] }
  readonly axis: CurveAxis
  /** Values of x that lines are not fitted to. */
  readonly exclude: readonly number[]
  readonly csvFile?: string | undefined
  readonly svgFile?: string | undefined
}

export interface CurveAnalysis {
  readonly curves: readonly Curve[]
  /** What the intervals of the points are. */
  readonly intervals: string
  /** Files that were written. */
  readonly written: readonly string[]
}

/**
 * Resolve rates against training rows or candidates, with the logarithmic line through each series.
 *
 * @throws CapuchinError `log/unreadable`, `analyze/bad-input`, `analyze/cannot-write`, `config/bad-flag`
 */
export async function analyzeCurve(request: CurveRequest): Promise<CurveAnalysis> {
  const { axis, exclude } = request
  const curves = toCurves(await pointsOf(request), exclude)
  const intervals = intervalsOf(request)
  const written = await writeOutputs([
    [request.csvFile, () => curveCsv(curves)],
    [request.svgFile, () => curveFigure(curves, { axis, intervals })],
  ])
  return { curves, intervals, written }
}

function pointsOf(request: CurveRequest): ReturnType<typeof readCurveInput> {
  const { source, axis } = request
  if ('csv' in source) return readCurveInput(source.csv)
  return (axis === 'k' ? rolloutPointsByK : rolloutPointsByRows)(source.rollouts, request)
}

function intervalsOf({ source, axis, shuffles }: CurveRequest): string {
  if ('csv' in source) return 'bars: intervals as given, of counts 95 % (Wilson)'
  if (axis === 'k' && shuffles !== undefined)
    return `bars: one standard deviation either way over ${shuffles} shuffles`
  return 'bars: 95 % intervals, by the bootstrap over instances'
}

/** Its own input, so that it can be drawn again beside other points. */
function curveCsv(curves: readonly Curve[]): string {
  return toCsv(
    ['series', 'x', 'y', 'low', 'high'],
    curves.flatMap(({ points }) =>
      points.map(({ series, x, y, interval }) => [
        series,
        x,
        y,
        interval?.low ?? null,
        interval?.high ?? null,
      ]),
    ),
  )
}
