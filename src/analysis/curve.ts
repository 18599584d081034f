import { groupBy, type Interval } from '../std/index.ts'
import { logFit, type LogFit } from './log-fit.ts'

/** A resolve rate in percent, for so many training rows or so many candidates. */
export interface CurvePoint {
  readonly series: string
  /** Above 0. */
  readonly x: number
  readonly y: number
  /** 95 %, or whatever whoever measured it calls its spread; null where it is not known. */
  readonly interval: Interval | null
}

/** The points of one series by x, and the logarithmic line through them. */
export interface Curve {
  readonly name: string
  readonly points: readonly CurvePoint[]
  /** Null where fewer than two points are left to fit. */
  readonly fit: LogFit | null
  /** Values of x that stand in the points and that the line leaves out. */
  readonly excluded: readonly number[]
}

/** Curves by series, in the order in which these are first met. */
export function toCurves(points: readonly CurvePoint[], exclude: readonly number[]): readonly Curve[] {
  return [...groupBy(points, ({ series }) => series)].map(([name, own]) => ({
    name,
    points: own.toSorted((a, b) => a.x - b.x),
    fit: logFit(own.filter(({ x }) => !exclude.includes(x))),
    excluded: exclude.filter((left) => own.some(({ x }) => x === left)),
  }))
}
