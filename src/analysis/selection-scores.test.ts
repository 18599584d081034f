import { describe, expect, it } from 'vitest'
import {
  bestAtK,
  selectionScores,
  selectorCalibration,
  shuffledAtK,
  type SelectionInstance,
  type SelectorChoice,
} from './index.ts'

const options = { seed: 11, draws: 400, subsets: 1000 }

const flags = (text: string): readonly boolean[] => Array.from(text, (flag) => flag === '+')

function instance(
  instanceId: string,
  resolved: string,
  choices: Readonly<Record<string, SelectorChoice>>,
): SelectionInstance {
  return { instanceId, resolved: flags(resolved), choices: new Map(Object.entries(choices)) }
}

const chose = (...chosen: readonly number[]): SelectorChoice => ({ chosen })

describe('selectionScores', () => {
  const scores = selectionScores(
    [
      instance('1', '+---', { good: chose(0), tied: chose(0, 1) }),
      instance('2', '++--', { good: chose(1), tied: chose(0, 1, 2) }),
      instance('3', '----', { good: chose(3), tied: chose() }),
      instance('4', '--++', { good: chose(0), tied: chose(2) }),
    ],
    options,
  )

  it('has random, oracle and selectors as worked out by hand', () => {
    // (1/4 + 2/4 + 0 + 2/4) / 4; three of four have a resolved one.
    expect(scores).toMatchObject({ instances: 4, random: { value: 0.3125 }, oracle: { value: 0.75 } })
    const [good, tied] = scores.selectors
    expect(good).toMatchObject({ name: 'good', score: { value: 0.5 }, abstained: 0, tied: 0 })
    expect(tied).toMatchObject({ name: 'tied', abstained: 1, tied: 2 })
    expect(tied?.score.value).toBeCloseTo((1 / 2 + 2 / 3 + 0 + 1) / 4, 12)
    expect(good?.gapClosed.value).toBeCloseTo((0.5 - 0.3125) / (0.75 - 0.3125), 12)
  })

  it('sets selectors against each other on the same instances', () => {
    const [pair] = scores.differences
    expect(pair).toMatchObject({ first: 'good', second: 'tied' })
    expect(pair?.difference.value).toBeCloseTo(0.5 - (1 / 2 + 2 / 3 + 1) / 4, 12)
    expect(pair?.difference.interval.low).toBeLessThan(0)
  })

  it('has the published shares of the gap', () => {
    // arXiv 2501.14723, figure 6: random 45.8, oracle 69.8 of 100 (made whole here by 1,000 instances).
    const published = publishedInstances({ voting: 530, 'one-shot': 556, machine: 574 })
    const { random, oracle, selectors } = selectionScores(published, { seed: 1, draws: 200 })
    expect([random.value, oracle.value]).toEqual([expect.closeTo(0.458, 9), 0.698])
    expect(selectors.map(({ gapClosed }) => (100 * gapClosed.value).toFixed(1))).toEqual([
      '30.0',
      '40.8',
      '48.3',
    ])
    for (const { gapClosed } of selectors) {
      expect(gapClosed.interval.low).toBeLessThan(gapClosed.value)
      expect(gapClosed.interval.high).toBeGreaterThan(gapClosed.value)
    }
  })

  it('has no share of a gap that is none', () => {
    const [only] = selectionScores([instance('1', '++', { any: chose(0) })], options).selectors
    expect(only?.gapClosed.value).toBeNaN()
  })

  it('refuses a selector that says nothing of an instance', () => {
    const halves = [instance('1', '+', { a: chose(0) }), instance('2', '+', {})]
    expect(() => selectionScores(halves, options)).toThrow('selector a says nothing of instance 2')
  })
})

describe('bestAtK', () => {
  const last: SelectorChoice = { chosen: [3], choose: (offered) => offered.slice(-1) }
  const curves = bestAtK(
    [instance('1', '+--+', { last, fixed: chose(0) }), instance('2', '-+--', { last, fixed: chose(0) })],
    options,
  )
  const values = (curve: { readonly points: readonly { readonly value: number }[] }): readonly number[] =>
    curve.points.map(({ value }) => value)

  it('is exact over few subsets', () => {
    // First: the last of k is candidate 3 with chance k/4, candidate 0 only when it is alone (k = 1).
    // Second: candidate 1 is the last of one in 1 of 4 subsets, of two in 1 of 6 ({0, 1}), never of more.
    const expected = [(0.25 + 0.25 + 0.25) / 2, (3 / 6 + 1 / 6) / 2, 3 / 4 / 2, 1 / 2]
    const [curve] = curves.selectors
    values(curve ?? { points: [] }).forEach((value, index) =>
      expect(value).toBeCloseTo(expected[index] ?? 0, 12),
    )
  })

  it('stands between the same random score and pass@k', () => {
    expect(values(curves.random)).toEqual([0.375, 0.375, 0.375, 0.375])
    const passAtK = [(2 / 4 + 1 / 4) / 2, (5 / 6 + 1 / 2) / 2, (1 + 3 / 4) / 2, 1]
    values(curves.oracle).forEach((value, index) => expect(value).toBeCloseTo(passAtK[index] ?? 0, 12))
  })

  it('leaves out selectors that cannot tell, and offers all where there are fewer', () => {
    expect(curves.selectors.map(({ name }) => name)).toEqual(['last'])
    const uneven = bestAtK(
      [instance('1', '+', { last }), instance('2', '--', { last }), instance('3', '', { last })],
      options,
    )
    expect(values(uneven.oracle)).toEqual([1 / 3, 1 / 3])
  })

  it('is exact where a selector takes the highest score, however many candidates there are', () => {
    const scores = Array.from({ length: 30 }, (_, index) => index)
    const ranked: SelectorChoice = { chosen: [29], choose: (offered) => offered.slice(-1), scores }
    const many = [instance('1', `${'+'.repeat(10)}${'-'.repeat(20)}`, { ranked })]
    const [curve] = bestAtK(many, { seed: 4, draws: 2, subsets: 1 }).selectors
    expect(curve?.points[1]?.value).toBeCloseTo((10 / 30) * (9 / 29), 12)
  })

  it('agrees with the mean of many shuffles, as far as these agree among themselves', () => {
    const shuffles = 4_000
    const last: SelectorChoice = { chosen: [], choose: (offered) => [Math.max(...offered)] }
    const uneven = ['+--+-', '-+--', '---', '++-----'].map((resolved, at) =>
      instance(`${at}`, resolved, { last }),
    )
    const exact = bestAtK(uneven, options)
    for (const [name, curve] of [
      [null, exact.oracle],
      ['last', exact.selectors[0]],
    ] as const)
      for (const [at, { value, deviation }] of shuffledAtK(uneven, name, { seed: 5, shuffles }).entries()) {
        const error = Math.abs(value - (curve?.points[at]?.value ?? Number.NaN))
        expect(error).toBeLessThan((4 * deviation) / Math.sqrt(shuffles) + 1e-9)
      }
  })

  it('draws subsets where they are many', () => {
    const many = [instance('1', `${'+'.repeat(10)}${'-'.repeat(20)}`, { last })]
    const [drawn] = bestAtK(many, { seed: 4, draws: 2, subsets: 2000 }).selectors
    // The last of two is resolved when both are among the first ten: 10/30 x 9/29.
    expect(drawn?.points[1]?.value).toBeCloseTo((10 / 30) * (9 / 29), 1)
    expect(bestAtK(many, { seed: 4, draws: 2, subsets: 2000 }).selectors[0]).toEqual(drawn)
  })
})

describe('selectorCalibration', () => {
  it('takes instances with one choice and a confidence', () => {
    const sure = (confidence: number, ...chosen: readonly number[]): SelectorChoice => ({
      chosen,
      confidence,
    })
    const [only, ...others] = selectorCalibration(
      [
        instance('1', '+-', { sure: sure(0.9, 0), mute: chose(0) }),
        instance('2', '+-', { sure: sure(0.3, 1), mute: chose(0) }),
        instance('3', '+-', { sure: sure(0.5, 0, 1), mute: chose(0) }),
        instance('4', '+-', { sure: chose(), mute: chose(0) }),
      ],
      { seed: 1, draws: 50, bins: 2 },
    )
    expect(others).toEqual([])
    expect(only).toMatchObject({ name: 'sure', count: 2 })
    expect(only?.brier.value).toBeCloseTo((0.01 + 0.09) / 2, 12)
    expect(only?.calibrationError.value).toBeCloseTo((0.1 + 0.3) / 2, 12)
    expect(only?.riskCoverage.value).toBeCloseTo((0 + 1 / 2) / 2, 12)
  })
})

/** 1,000 instances of ten candidates: 4,580 resolved ones on 698 of them; selectors are right on the first so many. */
function publishedInstances(right: Readonly<Record<string, number>>): readonly SelectionInstance[] {
  return Array.from({ length: 1000 }, (_, place) => {
    // 392 with seven and 306 with six: 2,744 + 1,836 = 4,580.
    const count = place < 392 ? 7 : place < 698 ? 6 : 0
    const choices = Object.entries(right).map(
      ([name, correct]) => [name, chose(place < correct ? 0 : 9)] as const,
    )
    return instance(String(place), '+'.repeat(count).padEnd(10, '-'), Object.fromEntries(choices))
  })
}
