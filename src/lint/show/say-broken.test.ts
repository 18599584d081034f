import { expect, it } from 'vitest'
import { sayBroken } from './say-broken.ts'

it('says what was tried, what came of it, and what to do, in one line', () => {
  expect(sayBroken({ linter: './lint.sh', said: 'sh: 1:\n ./lint.sh: not found\n' })).toBe(
    './lint.sh could not look at the edits (sh: 1: ./lint.sh: not found): try it by hand in the checkout, or leave it out with --lint or --lint-cmd',
  )
  expect(sayBroken({ linter: 'tsc', said: '' })).toContain(
    'tsc could not look at the edits (it said nothing)',
  )
})
