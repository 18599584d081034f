import { array, assert, constantFrom, property, string, uniqueArray } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linesOf, linesWith } from './lines.ts'
import { strip } from './python-text.ts'

const text = string({ unit: constantFrom('a', 'b', ' ', '\t', '\u2003', '\n', '\n', 'ab', '✓') })

describe('lines', () => {
  it('are those that splitting gives', () => {
    assert(
      property(text, (log) => {
        expect([...linesOf(log)]).toEqual(log.split('\n'))
      }),
    )
  })

  it('with a mark are found, and no others', () => {
    const begins = array(constantFrom('a', 'b', '✓')).map((characters) => characters.join(''))
    const holds = uniqueArray(constantFrom('a', 'b', 'ab', 'b ', '✓'))
    assert(
      property(text, begins, holds, (log, initials, marks) => {
        const wanted = log
          .split('\n')
          .filter(
            (line) =>
              marks.some((mark) => line.includes(mark)) ||
              (strip(line) !== '' && initials.includes(strip(line).charAt(0))),
          )
        expect([...linesWith(log, { begins: initials, holds: marks })]).toEqual(wanted)
      }),
    )
  })
})
