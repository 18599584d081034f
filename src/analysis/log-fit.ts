import { mean } from '../std/index.ts'

/** The line `y = slope · ln x + intercept` through points by least squares. */
export interface LogFit {
  readonly slope: number
  readonly intercept: number
  /** Share of the spread of y that the line explains; NaN where y is the same everywhere. */
  readonly rSquared: number
  readonly points: number
}

/** Null where no two points differ in x; x must be above 0. */
export function logFit(points: readonly { readonly x: number; readonly y: number }[]): LogFit | null {
  const logs = points.map(({ x }) => Math.log(x))
  const values = points.map(({ y }) => y)
  const spread = productSum(logs, logs)
  if (new Set(logs).size < 2) return null
  const slope = productSum(logs, values) / spread
  const intercept = mean(values) - slope * mean(logs)
  const left = values.map((y, at) => y - slope * (logs[at] ?? 0) - intercept)
  const all = productSum(values, values)
  const unexplained = left.reduce((sum, each) => sum + each * each, 0)
  return {
    slope,
    intercept,
    rSquared: all === 0 ? Number.NaN : 1 - unexplained / all,
    points: points.length,
  }
}

/** Sum of products of how far two lists of numbers lie from their means. */
function productSum(a: readonly number[], b: readonly number[]): number {
  const [centreA, centreB] = [mean(a), mean(b)]
  return a.reduce((sum, value, at) => sum + (value - centreA) * ((b[at] ?? 0) - centreB), 0)
}
