import { expect, it } from 'vitest'
import { findMoves } from './find-moves.ts'

const texts = (files: Readonly<Record<string, string | null>>) => new Map(Object.entries(files))

it('pairs files that are gone with new ones that are most like them', () => {
  const before = texts({ a: 'one\ntwo\nthree\n', b: 'four\nfive\nsix\n', c: null, d: null, e: 'same\n' })
  const after = texts({ a: null, b: null, c: 'four\nfive\n6\n', d: 'one\ntwo\nthree\n', e: 'same\n' })
  expect([...findMoves(before, after)]).toEqual([
    ['a', 'd'],
    ['b', 'c'],
  ])
})

it('takes no other file for a moved one, and none twice', () => {
  const before = texts({ a: 'one\ntwo\n', b: 'one\ntwo\n', c: null })
  expect([...findMoves(before, texts({ a: null, b: null, c: 'one\ntwo\n' }))]).toEqual([['a', 'c']])
  expect(findMoves(before, texts({ a: null, b: 'one\ntwo\n', c: 'three\n' })).size).toBe(0)
})
