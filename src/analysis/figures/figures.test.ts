import { describe, expect, it } from 'vitest'
import {
  bestAtKFigure,
  curveFigure,
  reliabilityFigure,
  scalingFigure,
  toCurves,
  type BestAtK,
  type Estimate,
  type ScalingGrid,
  type SelectorCalibration,
} from '../index.ts'

const about = (value: number): Estimate => ({ value, interval: { low: value - 0.04, high: value + 0.03 } })

function gridOf(samples: number, usd: (samples: number) => number | null): ScalingGrid {
  const cells = Array.from({ length: samples * 2 }, (_, index) => {
    const drawn = 1 + Math.floor(index / 2)
    const editingUsd = usd(drawn)
    const share = about(0.3 + 0.02 * index)
    return {
      samples: drawn,
      iterations: 1 + (index % 2),
      editingUsd,
      votes: 1,
      totalUsd: editingUsd,
      coverage: share,
      voting: share,
      random: share,
    }
  })
  return { instances: 500, samples, iterations: 2, missingAttempts: 0, cells }
}

/** What every figure must be: a file that stands alone, the same each time, without a number that is none. */
async function drawn(draw: () => Promise<string>): Promise<string> {
  const svg = await draw()
  expect(await draw()).toBe(svg)
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="\d+" height="\d+"/)
  expect(svg).not.toMatch(/NaN|undefined|null|<style/)
  return svg
}

/** Texts of a figure in their order. */
function textsOf(svg: string): readonly string[] {
  return [...svg.matchAll(/<(?:text|tspan)[^>]*>([^<]+)</g)].map((match) => match[1] ?? '')
}

describe('scalingFigure', () => {
  it('has axes with units and a label at each line it has room for', async () => {
    const texts = textsOf(await drawn(() => scalingFigure(gridOf(10, (samples) => 30 * samples))))
    expect(texts).toEqual(expect.arrayContaining(['1 sample', '2', '3', '4', '6', '10']))
    expect(texts).toContain('Cost of editing calls, all instances (US dollars, logarithmic)')
    expect(texts).toContain('Instances resolved (%)')
    expect(texts).toContain('95 % intervals are at most ±3.5 points')
    expect(texts.filter((text) => text === '10')).toHaveLength(2)
  })

  it('says that nothing can be drawn against costs that are unknown', async () => {
    await expect(scalingFigure(gridOf(2, () => null))).rejects.toMatchObject({ code: 'analysis/no-cost' })
  })
})

describe('bestAtKFigure', () => {
  const curve = (name: string, step: number): BestAtK['oracle'] => ({
    name,
    points: [0, 1, 2, 3].map((index) => about(0.4 + step * index)),
  })
  const best: BestAtK = {
    instances: 300,
    random: curve('random', 0),
    oracle: curve('oracle', 0.1),
    selectors: [curve('first & last', 0.05), curve('second', 0.05)],
  }

  it('labels every curve, apart from each other', async () => {
    const svg = await drawn(() => bestAtKFigure(best))
    const labels = ['oracle (pass@k)', 'first &amp; last', 'second', 'random']
    expect(textsOf(svg)).toEqual(expect.arrayContaining(labels))
    const heights = labels.map((label) => {
      const [, y] =
        /translate\([\d.]+,([\d.]+)\)"?[^>]*>$/.exec(svg.slice(0, svg.indexOf(`>${label}<`) + 1)) ?? []
      return Number(y)
    })
    const gaps = heights
      .toSorted((a, b) => a - b)
      .map((height, index, all) => height - (all[index - 1] ?? -99))
    expect(Math.min(...gaps)).toBeGreaterThan(13)
  })

  it('has a place for a single candidate', async () => {
    const one = (name: string): BestAtK['oracle'] => ({ name, points: [about(0.5)] })
    const best = { instances: 1, random: one('random'), oracle: one('oracle'), selectors: [] }
    expect(textsOf(await drawn(() => bestAtKFigure(best)))).toContain('oracle (pass@k)')
  })
})

describe('curveFigure', () => {
  const best = [20.6, 22.2, 24.4, 25.9, 26.9, 28, 28.7, 29.3, 29.8]
  const points = best.map((y, at) => ({
    series: 'best@k',
    x: at + 1,
    y,
    interval: { low: y - 2, high: y + 2 },
  }))

  it('has the line of each series in words, ticks at powers of two, and says what bars are', async () => {
    const single = { series: 'one & only', x: 4, y: 20, interval: null }
    const curves = toCurves([...points, single], [1])
    const texts = textsOf(await drawn(() => curveFigure(curves, { axis: 'k', intervals: 'bars: given' })))
    expect(texts).toEqual(expect.arrayContaining(['1', '2', '4', '8', 'bars: given', 'best@k']))
    expect(texts).toContain('best@k: 5.07 ln x + 18.78, R² 0.999, without x = 1')
    expect(texts).toContain('one &amp; only: too few points for a line')
    expect(texts).toContain('Candidates offered (k, logarithmic)')
  })

  it('marks the values themselves where they are few', async () => {
    const rows = [122, 245, 491].map((x) => ({ series: 'all', x, y: Math.log(x), interval: null }))
    const texts = textsOf(
      await drawn(() => curveFigure(toCurves(rows, []), { axis: 'rows', intervals: 'none' })),
    )
    expect(texts).toEqual(expect.arrayContaining(['122', '245', '491', 'Training rows (logarithmic)']))
    expect(texts).not.toContain('none')
  })
})

describe('reliabilityFigure', () => {
  it('has a panel per selector, with the numbers of its bins', async () => {
    const calibration = (name: string): SelectorCalibration => ({
      name,
      count: 25,
      brier: about(0.2),
      calibrationError: about(0.1),
      riskCoverage: about(0.3),
      bins: [
        { count: 12, predicted: 0.2, observed: 0, interval: { low: 0, high: 0.24 } },
        { count: 13, predicted: 0.9, observed: 1, interval: { low: 0.77, high: 1 } },
      ],
    })
    const texts = textsOf(await drawn(() => reliabilityFigure([calibration('a'), calibration('b')])))
    expect(texts).toEqual(expect.arrayContaining(['a', 'b', 'ECE 0.100, Brier 0.200, n = 25', '12', '13']))
    expect(texts).toContain('Confidence given (%)')
  })
})
