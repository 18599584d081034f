import { array, assert, constantFrom, property } from 'fast-check'
import { expect, it } from 'vitest'
import { dropElements } from './drop-elements.ts'

/** The rule, word by word: the leftmost element goes, but for the openings inside it, until there is none. */
function dropOneByOne(source: string): string {
  let text = source
  for (;;) {
    const match = /<([\p{L}\p{N}_]+)>[^]*?<\/\1>/u.exec(text)
    if (!match) return text
    const opening = `<${match[1]}>`
    const inside = opening.repeat(match[0].split(opening).length - 2)
    text = text.slice(0, match.index) + inside + text.slice(match.index + match[0].length)
  }
}

it.each([
  ['a<b>c</b>d', 'ad'],
  ['<b><b>x</b>', '<b>'],
  ['<b><b>x</b>y</b>z', 'z'],
  ['<a><b></a></b>', '</b>'],
  ['</a><a>', '</a><a>'],
  ['<i<b></b>d>x</id>', ''],
  ['<a>x</<b></b>a>y', 'y'],
  ['<a><a>x</<b></b>a>y', '<a>y'],
  ['\u{10400}<\u00e9>x</\u00e9>', '\u{10400}'],
])('takes elements out of %s', (source, expected) => {
  expect(dropElements(source)).toBe(expected)
})

it('does what taking one out at a time does', () => {
  const unit = constantFrom(
    '<a>',
    '</a>',
    '<b>',
    '</b>',
    '<ab>',
    '</ab>',
    '<',
    '</',
    '/',
    '>',
    'a',
    'b',
    ' ',
    '\n',
  )
  assert(
    property(array(unit, { maxLength: 40 }), (units) => {
      expect(dropElements(units.join(''))).toBe(dropOneByOne(units.join('')))
    }),
    { numRuns: 3000 },
  )
})
