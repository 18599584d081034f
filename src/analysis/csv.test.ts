import { expect, it } from 'vitest'
import { toCsv } from './csv.ts'

it('quotes what needs it, and leaves the unknown empty', () => {
  const rows = [
    ['a,b', 1.5, null],
    ['say "so"', Number.NaN, 0],
  ]
  expect(toCsv(['name', 'x', 'y'], rows)).toBe('name,x,y\n"a,b",1.5,\n"say ""so""",,0\n')
})
