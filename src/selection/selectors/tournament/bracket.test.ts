import { describe, expect, it } from 'vitest'
import { knockOut, roundRobin, type Compare } from './bracket.ts'

/** Wins whoever stands earlier in a list; pairs of which neither is in it are split. */
const byList = (strength: readonly number[]): Compare & { readonly met: string[] } => {
  const met: string[] = []
  const compare: Compare = (one, other) => {
    met.push(`${one}-${other}`)
    const [a, b] = [one, other].map((place) => {
      const at = strength.indexOf(place)
      return at < 0 ? Infinity : at
    })
    return Promise.resolve({ one, other, score: a === b ? 0.5 : (a ?? 0) < (b ?? 0) ? 1 : 0 })
  }
  return Object.assign(compare, { met })
}

describe('everybody against everybody', () => {
  it('orders by wins, a split as half, and then by the ranking before', async () => {
    const compare = byList([2])
    const standings = await roundRobin(4, compare)
    expect(compare.met).toEqual(['0-1', '0-2', '0-3', '1-2', '1-3', '2-3'])
    expect(standings.order).toEqual([2, 0, 1, 3])
    expect([0, 1, 2, 3].map(standings.winShare)).toEqual([1 / 3, 1 / 3, 1, 1 / 3])
  })
})

describe('knock-out', () => {
  it('goes on with whoever wins, and gives the best a bye', async () => {
    const compare = byList([6, 0, 1, 2, 3, 4, 5])
    const standings = await knockOut(7, compare)
    expect(compare.met).toEqual(['1-6', '2-5', '3-4', '0-6', '2-3', '2-6'])
    expect(standings.order).toEqual([6, 2, 0, 3, 1, 4, 5])
    expect([6, 2, 0, 1].map(standings.winShare)).toEqual([1, 2 / 3, 0, 0])
  })

  it('lets the one that ranked higher go on in a split', async () => {
    expect((await knockOut(4, byList([]))).order).toEqual([0, 1, 2, 3])
  })

  it('asks one less than there are', async () => {
    const compare = byList([3])
    await knockOut(16, compare)
    expect(compare.met).toHaveLength(15)
  })
})
