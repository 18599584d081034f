import { describe, expect, it } from 'vitest'
import { labelPlaces } from './label-places.ts'

describe('labelPlaces', () => {
  it('leaves alone what is far enough apart', () => {
    expect(labelPlaces([5, 1, 9], 2)).toEqual([5, 1, 9])
  })

  it('moves neighbours apart by as little as does', () => {
    expect(labelPlaces([5, 5], 2)).toEqual([4, 6])
    expect(labelPlaces([1, 2, 10], 4)).toEqual([-0.5, 3.5, 10])
    expect(labelPlaces([3, 3, 3], 1)).toEqual([2, 3, 4])
  })

  it('needs nothing for nothing', () => {
    expect(labelPlaces([], 1)).toEqual([])
  })
})
