import { assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom, mean } from '../std/index.ts'
import {
  scalingGrid,
  type GridCell,
  type ScalingGrid,
  type StoredAttempt,
  type StoredInstance,
} from './index.ts'

type Reply = StoredAttempt['completions'][number]

const edit = (patchId: string | null, costUsd: number | null): Reply => ({
  kind: 'edit',
  patchId,
  testId: null,
  costUsd,
})
const test = (testId: string, costUsd: number): Reply => ({ kind: 'test', patchId: null, testId, costUsd })
const other = (kind: 'done' | 'misparse', costUsd: number | null): Reply => ({
  kind,
  patchId: null,
  testId: null,
  costUsd,
})

const options = { seed: 5, draws: 20, subsets: 100, graded: true }

function cellOf({ cells }: ScalingGrid, samples: number, iterations: number): GridCell {
  const found = cells.find((cell) => cell.samples === samples && cell.iterations === iterations)
  if (!found) throw new Error(`no cell ${samples} x ${iterations}`)
  return found
}

describe('scalingGrid', () => {
  const passes = new Set(['t0 p1', 't1 p2', 's1 p1', 's1 p3', 'u0 q1'])
  const oracles = {
    resolved: (patchId: string) => patchId === 'p2' || patchId === 'q1',
    passes: (testId: string, patchId: string) => passes.has(`${testId} ${patchId}`),
  }
  const first: StoredInstance = {
    instanceId: 'first',
    sharedUsd: 1,
    attempts: [
      {
        seedTestId: 't0',
        testingUsd: 0.25,
        completions: [edit('p1', 1), test('t1', 1), edit('p2', 2), other('done', 1)],
      },
      { seedTestId: 's1', testingUsd: 0.25, completions: [other('misparse', 1), edit('p3', 1)] },
    ],
    ...oracles,
  }
  const second: StoredInstance = {
    instanceId: 'second',
    sharedUsd: 2,
    attempts: [{ seedTestId: 'u0', testingUsd: 0.5, completions: [edit('q1', 3), other('done', null)] }],
    ...oracles,
  }

  it('cuts attempts as worked out by hand', () => {
    const grid = scalingGrid([first], options)
    expect(grid).toMatchObject({ instances: 1, samples: 2, iterations: 4, missingAttempts: 0 })
    const figures = grid.cells.map((cell) => [
      cell.samples,
      cell.iterations,
      cell.editingUsd,
      cell.coverage?.value,
      cell.voting?.value,
    ])
    expect(figures).toEqual([
      [1, 1, 1, 0, 0],
      [1, 2, 2, 0, 0],
      [1, 3, 3, 0.5, 0.5],
      [1, 4, 3.5, 0.5, 0.5],
      [2, 1, 2, 0, 0],
      [2, 2, 4, 0, 0],
      // Each patch passes its own test alone: a tie of a right and a wrong one.
      [2, 3, 6, 1, 0.5],
      [2, 4, 7, 1, 0.5],
    ])
  })

  it('counts attempts that an instance lacks as unresolved, and sums up what instances cost', () => {
    const grid = scalingGrid([first, second], options)
    expect(grid.missingAttempts).toBe(1)
    expect(cellOf(grid, 2, 1)).toMatchObject({
      editingUsd: 2 + 3,
      totalUsd: 5 + (2 * 0.25 + 1) + (0.5 + 2),
      coverage: { value: 0.5 },
      voting: { value: 0.5 },
      random: { value: 0.25 },
    })
    expect(cellOf(grid, 1, 1)).toMatchObject({ editingUsd: 1 + 1.5, coverage: { value: 0.25 } })
  })

  it('says that a cost is unknown from the call on that is', () => {
    const grid = scalingGrid([first, second], options)
    expect(cellOf(grid, 1, 2)).toMatchObject({ editingUsd: null, totalUsd: null })
    const unpriced = { ...first, sharedUsd: null }
    expect(cellOf(scalingGrid([unpriced], options), 1, 1)).toMatchObject({ editingUsd: 1, totalUsd: null })
  })

  it('lets an edit that changed nothing take the patch away', () => {
    const emptied = {
      ...first,
      attempts: [{ ...second.attempts[0], completions: [edit('p2', 1), edit(null, 1)] }],
    }
    const grid = scalingGrid([emptied as StoredInstance], options)
    expect(grid.cells.map(({ coverage }) => coverage?.value)).toEqual([1, 0])
  })

  it('counts the votes of the patch that most tests pass on, also where nothing is graded', () => {
    const votes = scalingGrid([first], options).cells.map((cell) => cell.votes)
    expect(votes).toEqual([0.5, 0.5, 1, 1, 2, 1, 1, 1])
    const ungraded = scalingGrid([first], { ...options, graded: false })
    expect(ungraded.cells.map((cell) => cell.votes)).toEqual(votes)
    expect(cellOf(ungraded, 2, 4)).toMatchObject({
      editingUsd: 7,
      coverage: null,
      voting: null,
      random: null,
    })
  })

  it('is empty without instances or replies', () => {
    expect(scalingGrid([], options)).toEqual({
      instances: 0,
      samples: 0,
      iterations: 0,
      missingAttempts: 0,
      cells: [],
    })
  })
})

describe('scalingGrid on any run', () => {
  const seeds = integer({ min: 0, max: 1e6 })

  it('is the real result at full length', () => {
    assert(
      property(seeds, (seed) => {
        const instances = randomRun(seed)
        const grid = scalingGrid(instances, { ...options, draws: 1 })
        const cell = cellOf(grid, grid.samples, grid.iterations)
        const real = instances.map(realResult)
        expect(cell.coverage?.value).toBeCloseTo(mean(real.map(({ covered }) => covered)), 12)
        expect(cell.voting?.value).toBeCloseTo(mean(real.map(({ voted }) => voted)), 12)
        expect(cell.editingUsd).toBeCloseTo(
          real.reduce((sum, { usd }) => sum + usd, 0),
          9,
        )
      }),
      { numRuns: 60 },
    )
  })

  it('costs more with more samples and never less with more iterations; voting is never above coverage', () => {
    assert(
      property(seeds, (seed) => {
        const grid = scalingGrid(randomRun(seed), { ...options, draws: 1 })
        for (const { samples, iterations, editingUsd, coverage, voting } of grid.cells) {
          // Exact here: no more than 100 subsets of five samples.
          expect(voting?.value).toBeLessThanOrEqual((coverage?.value ?? Number.NaN) + 1e-12)
          const usd = editingUsd ?? Number.NaN
          const fewer = samples > 1 ? cellOf(grid, samples - 1, iterations).editingUsd : 0
          expect(usd).toBeGreaterThan(fewer ?? Number.NaN)
          const shorter = iterations > 1 ? cellOf(grid, samples, iterations - 1).editingUsd : 0
          expect(usd).toBeGreaterThanOrEqual((shorter ?? Number.NaN) - 1e-12)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('does not grow after an attempt has said that it is done', () => {
    assert(
      property(seeds, (seed) => {
        const [instance] = randomRun(seed)
        if (!instance) return
        const early: StoredAttempt = {
          seedTestId: 't0',
          testingUsd: 0,
          completions: [edit('p0', 1), other('done', 1), edit('p1', 1), test('t1', 1)],
        }
        const grid = scalingGrid([{ ...instance, attempts: [early] }], { ...options, draws: 1 })
        const [, atEnd, ...after] = grid.cells
        for (const cell of after) expect(cell).toEqual({ ...atEnd, iterations: cell.iterations })
      }),
      { numRuns: 20 },
    )
  })
})

/** A run of up to four instances by five attempts of up to six replies, everything left to chance. */
function randomRun(seed: number): readonly StoredInstance[] {
  const random = createRandom(seed)
  return Array.from({ length: 1 + random.below(4) }, (_, place) => ({
    instanceId: String(place),
    sharedUsd: 0,
    resolved: (patchId) => createRandom(seed + Number(patchId.slice(1))).next() < 0.4,
    passes: (testId, patchId) =>
      createRandom(seed + Number(testId.slice(1)) * 31 + Number(patchId.slice(1))).next() < 0.5,
    attempts: Array.from({ length: 5 }, () => {
      const length = 1 + random.below(6)
      const replies = Array.from({ length }, (_, index): Reply => {
        const usd = 0.1 + random.next()
        if (index > 0 && random.below(4) === 0) return other('misparse', usd)
        return random.below(2) === 0 ? edit(`p${random.below(30)}`, usd) : test(`t${random.below(30)}`, usd)
      })
      const ended = random.below(2) === 0 ? [other('done', 0.1)] : []
      return { seedTestId: `t${random.below(30)}`, testingUsd: 0, completions: [...replies, ...ended] }
    }),
  }))
}

/** What the attempts as they ended come to, by the plain rules. */
function realResult({ attempts, resolved, passes }: StoredInstance): {
  covered: number
  voted: number
  usd: number
} {
  const patches = attempts.map(
    ({ completions }) => completions.findLast(({ kind }) => kind === 'edit')?.patchId,
  )
  const tests = attempts.map(
    ({ completions, seedTestId }) =>
      completions.findLast(({ kind }) => kind === 'test')?.testId ?? seedTestId ?? '',
  )
  const found = patches.filter((patch) => typeof patch === 'string')
  const votes = found.map((patch) => tests.filter((each) => passes(each, patch)).length)
  const tied = found.filter((_, index) => votes[index] === Math.max(...votes))
  return {
    covered: Number(found.some((patch) => resolved(patch))),
    voted: found.length === 0 ? 0 : mean(tied.map((patch) => Number(resolved(patch)))),
    usd: attempts
      .flatMap(({ completions }) => completions)
      .reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0),
  }
}
