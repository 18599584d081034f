import { describe, expect, it } from 'vitest'
import { logFit } from './log-fit.ts'

describe('logFit', () => {
  it('finds the line that SWE-Gym prints of resolve rates against training rows', () => {
    const fit = logFit([
      { x: 122, y: 10.8 },
      { x: 245, y: 16.8 },
      { x: 491, y: 20.6 },
    ])
    expect(fit?.slope.toFixed(2)).toBe('7.04')
    expect(fit?.intercept.toFixed(2)).toBe('-22.65')
    expect(fit?.rSquared.toFixed(3)).toBe('0.984')
  })

  // SWE-Gym prints 4.53 ln k + 19.54 (R² 0.997), k = 1 left out. The values that it publishes, which are rounded, give
  // 4.67 ln k + 19.35, whichever of them are taken: nearly the same line, and not the same numbers.
  it('comes within 0.2 points of the line that SWE-Gym prints of best@k, from the values that it publishes', () => {
    const best = [22.2, 24.4, 25.9, 26.9, 28, 28.7, 29.3, 29.8, 30.2, 30.6, 30.9, 31.2, 31.5, 31.8, 32]
    const fit = logFit(best.map((y, at) => ({ x: at + 2, y })))
    expect(fit?.slope.toFixed(2)).toBe('4.67')
    expect(fit?.intercept.toFixed(2)).toBe('19.35')
    expect(fit?.rSquared.toFixed(3)).toBe('0.995')
    const apart = best.map((_, at) =>
      Math.abs(((fit?.slope ?? 0) - 4.53) * Math.log(at + 2) + (fit?.intercept ?? 0) - 19.54),
    )
    expect(Math.max(...apart)).toBeLessThan(0.2)
  })

  it('finds the line that points lie on', () => {
    const fit = logFit(
      Array.from({ length: 15 }, (_, at) => ({ x: at + 2, y: 4.53 * Math.log(at + 2) + 19.54 })),
    )
    expect(fit?.slope).toBeCloseTo(4.53, 10)
    expect(fit?.intercept).toBeCloseTo(19.54, 10)
    expect(fit?.rSquared).toBeCloseTo(1, 10)
  })

  it('has no line through points of one x, and no share of a spread that is none', () => {
    expect(logFit([])).toBeNull()
    expect(
      logFit([
        { x: 4, y: 1 },
        { x: 4, y: 2 },
      ]),
    ).toBeNull()
    expect(
      logFit([
        { x: 1, y: 3 },
        { x: 2, y: 3 },
      ]),
    ).toEqual({ slope: 0, intercept: 3, rSquared: Number.NaN, points: 2 })
  })
})
