import { describe, expect, it } from 'vitest'
import { chooseByHybrid, type HybridCandidate } from './hybrid-rule.ts'

type Row = readonly [verifier: number | null, regression: number | null, tests: number | null]
const choose = (rows: readonly Row[]) =>
  chooseByHybrid(
    rows.map(([verifier, regression, tests]): HybridCandidate => ({ verifier, regression, tests })),
  )

describe("R2E-Gym's hybrid rule", () => {
  it.each<[string, readonly Row[], readonly number[], string | null]>([
    // Eight candidates: the four best by verifier stay, of these two break nothing, of these one passes more tests.
    [
      'all parts',
      [
        [0.9, 10, 0.2],
        [0.8, 12, 0.4],
        [0.7, 12, 0.6],
        [0.6, 11, 1],
        [0.5, 12, 1],
        [0.4, 12, 1],
        [0.3, 12, 1],
        [0.2, 12, 1],
      ],
      [2],
      'generated tests',
    ],
    // Five: three stay although half of five is two.
    [
      'three at least',
      [
        [0.9, 1, 0],
        [0.8, 1, 0],
        [0.7, 2, 0],
        [0.6, 3, 1],
        [0.1, 3, 1],
      ],
      [2],
      'existing tests',
    ],
    [
      'three or fewer all stay',
      [
        [0.1, 2, 0],
        [0.9, 1, 1],
      ],
      [0],
      'existing tests',
    ],
    [
      'the verifier last',
      [
        [0.3, 2, 0.5],
        [0.4, 2, 0.5],
        [0.9, 1, 1],
      ],
      [1],
      'verifier',
    ],
    [
      'equal ones together',
      [
        [0.4, 2, 0.5],
        [0.4, 2, 0.5],
        [0.9, 1, 1],
      ],
      [0, 1],
      'existing tests',
    ],
    [
      'nothing sets apart',
      [
        [0.4, 2, 0.5],
        [0.4, 2, 0.5],
      ],
      [0, 1],
      null,
    ],
    // The third and the fourth are equal: both stay, and the fourth has more existing tests.
    [
      'equal at the cut',
      [
        [0.9, 1, 0],
        [0.8, 1, 0],
        [0.7, 1, 0],
        [0.7, 2, 0],
        [0.6, 3, 0],
      ],
      [3],
      'existing tests',
    ],
    [
      'a missing score never wins',
      [
        [null, 2, 1],
        [0.01, 2, 1],
      ],
      [1],
      'verifier',
    ],
    [
      'a missing score is cut first',
      [
        [null, 9, 1],
        [0.1, 1, 0],
        [0.2, 1, 0],
        [0.3, 1, 0],
      ],
      [3],
      'verifier',
    ],
    [
      'by execution alone',
      [
        [null, 1, 1],
        [null, 2, 0.2],
        [null, 2, 0.3],
        [null, 2, 0.1],
      ],
      [2],
      'generated tests',
    ],
  ])('%s', (_, rows, chosen, decidedBy) => {
    const choice = choose(rows)
    expect(choice).toMatchObject({ chosen, decidedBy })
    expect(choice.ranking.slice(0, chosen.length)).toEqual(chosen)
    expect(choice.ranking.toSorted((a, b) => a - b)).toEqual([...rows.keys()])
  })

  it('names parts that nothing is known of', () => {
    expect(
      choose([
        [null, 1, null],
        [null, 2, null],
      ]),
    ).toMatchObject({
      chosen: [1],
      missing: ['generated tests', 'verifier'],
    })
    expect(
      choose([
        [0.5, 1, 0],
        [null, null, null],
      ]).missing,
    ).toEqual([])
    expect(choose([])).toMatchObject({ chosen: [], ranking: [] })
  })
})
