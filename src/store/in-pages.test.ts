import { expect, it } from 'vitest'
import { inPages } from './in-pages.ts'

it.each([0, 1, 499, 500, 501, 1_000, 1_001])('gives all of %i rows in order, once', async (count) => {
  const rows = inPages<{ readonly seq: number }>((behind, limit) => {
    const from = behind === null ? 0 : behind.seq + 1
    const length = Math.max(0, Math.min(limit, count - from))
    return Promise.resolve(Array.from({ length }, (_, at) => ({ seq: from + at })))
  })
  const seen: number[] = []
  for await (const { seq } of rows) seen.push(seq)
  expect(seen).toEqual(Array.from({ length: count }, (_, at) => at))
})
