import { expect, it } from 'vitest'
import { fromCsv, toCsv } from './csv.ts'

it('quotes what needs it, and leaves the unknown empty', () => {
  const rows = [
    ['a,b', 1.5, null],
    ['say "so"', Number.NaN, 0],
  ]
  expect(toCsv(['name', 'x', 'y'], rows)).toBe('name,x,y\n"a,b",1.5,\n"say ""so""",,0\n')
})

it('reads what it writes, and what others write', () => {
  const rows = [
    ['name', 'x'],
    ['say "so", twice\n', ''],
    ['b', '2'],
  ]
  const [header = [], ...rest] = rows
  expect(fromCsv(toCsv(header, rest))).toEqual(rows)
  expect(fromCsv('x,y\r\n\r\n1,2\r\n3,')).toEqual([
    ['x', 'y'],
    ['1', '2'],
    ['3', ''],
  ])
  expect(fromCsv('')).toEqual([])
})
