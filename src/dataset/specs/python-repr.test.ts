import { describe, expect, it } from 'vitest'
import { pythonRepr } from './python-repr.ts'

describe('pythonRepr', () => {
  it.each([
    ['a plain string', 'a b', "'a b'"],
    ['a single quote', "it's", `"it's"`],
    ['both quotes', `it's "x"`, `'it\\'s "x"'`],
    ['escapes', 'a\\b\n\r\t\u0000\u007F', String.raw`'a\\b\n\r\t\x00\x7f'`],
    ['text that prints', 'é😀', "'é😀'"],
    [
      'text that does not print',
      '\u00A0\u200B\u2028\uD800\u{E0001}',
      String.raw`'\xa0\u200b\u2028\ud800\U000e0001'`,
    ],
    ['a list', ['a', 1, true, null], "['a', 1, True, None]"],
    ['a dict in its own order', { b: { c: ['x'] }, a: '1' }, "{'b': {'c': ['x']}, 'a': '1'}"],
  ])('prints %s as Python does', (_name, value, printed) => {
    expect(pythonRepr(value)).toBe(printed)
  })
})
