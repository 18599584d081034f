import { assert, constantFrom, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pythonPattern } from './python-pattern.ts'
import {
  after,
  afterLast,
  before,
  beforeLast,
  collapse,
  digitBefore,
  hasLength,
  isSpace,
  lstrip,
  rstrip,
  splitWords,
  strip,
  translateNewlines,
} from './python-text.ts'

/** Code points for which Python's str.isspace() is true. */
const pythonSpaces = [
  9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005,
  0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000,
]

describe('python text', () => {
  it('knows exactly the whitespace that Python knows', () => {
    const found = Array.from({ length: 0x10000 }, (_, code) => code).filter((code) => isSpace(code))
    expect(found).toEqual(pythonSpaces)
    const pattern = pythonPattern('^\\s$')
    expect(found.every((code) => pattern.test(String.fromCharCode(code)))).toBe(true)
    expect(pattern.test('\ufeff')).toBe(false)
    expect(isSpace(Number.NaN)).toBe(false)
  })

  it('strips and splits by it', () => {
    expect(strip('\x1f a\u2003b\x85')).toBe('a\u2003b')
    expect(strip('\ufeffa ')).toBe('\ufeffa')
    expect([lstrip('  a '), rstrip(' a  '), strip(' \n ')]).toEqual(['a ', ' a', ''])
    expect(splitWords(' a\x1cb \u3000 c\ufeff')).toEqual(['a', 'b', 'c\ufeff'])
    expect(splitWords('a b c', 2)).toEqual(['a', 'b'])
    expect(collapse('\n a \t b ')).toBe('a b')
  })

  it('cuts at the first and at the last mark, and leaves text without one whole', () => {
    expect([before('a-b-c', '-'), beforeLast('a-b-c', '-')]).toEqual(['a', 'a-b'])
    expect([after('a-b-c', '-'), afterLast('a-b-c', '-')]).toEqual(['b-c', 'c'])
    expect([before('a', '-'), beforeLast('a', '-'), after('a', '-'), afterLast('a', '-')]).toEqual([
      'a',
      'a',
      'a',
      'a',
    ])
  })

  it('turns every newline into LF', () => {
    expect(translateNewlines('a\r\nb\rc\n\r\r\n')).toBe('a\nb\nc\n\n\n')
  })

  it('finds digits of any script, and counts characters rather than code units', () => {
    expect([
      digitBefore('a1', 2),
      digitBefore('\u0663', 1),
      digitBefore('\u{1d7d9}', 2),
      digitBefore('a', 1),
    ]).toEqual([1, 1, 2, 0])
    expect(digitBefore('', 0)).toBe(0)
    expect([hasLength('\u{10000}', 1), hasLength('\u{10000}', 2), hasLength('ab', 2)]).toEqual([
      true,
      false,
      true,
    ])
  })

  it('takes patterns as Python means them', () => {
    expect(pythonPattern('^a.b$').test('a\u2028b')).toBe(true)
    expect(pythonPattern('^a.b$').test('a\nb')).toBe(false)
    expect('x\u2028y\nz'.match(pythonPattern('^.', { lines: true, flags: 'g' }))).toEqual(['x', 'z'])
    expect(pythonPattern('x$', { lines: true }).test('x\u2028')).toBe(false)
    expect(pythonPattern('^\\w+\\b$').test('\u00e9\u0663_')).toBe(true)
    expect(pythonPattern('^[\\d.]+$').test('1.\u0663')).toBe(true)
    expect(pythonPattern('E\\b').test('E\u00e9')).toBe(false)
  })

  it('splits into words that joined again are the stripped text, blanks apart', () => {
    assert(
      property(string({ unit: constantFrom('a', ' ', '\t', '\x1f', '\u2003', '\ufeff') }), (text) => {
        const words = splitWords(text)
        expect(words.every((word) => word !== '' && !pythonPattern('\\s').test(word))).toBe(true)
        expect(words.join('')).toBe(text.replaceAll(pythonPattern('\\s', { flags: 'g' }), ''))
        expect(strip(text)).toBe(lstrip(rstrip(text)))
      }),
    )
  })
})
