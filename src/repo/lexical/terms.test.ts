import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitAny, splitPlain, termsOf } from './terms.ts'
import { tokensOf } from './tokens.ts'

describe('termsOf', () => {
  it.each([
    ['getAuthToken', ['getauthtoken', 'get', 'auth', 'token']],
    ['auth_tokens', ['auth_tokens', 'auth', 'token']],
    ['HTTPServer2', ['httpserver2', 'http', 'server']],
    ['parsing', ['pars']],
    ['parsed', ['pars']],
    ['parse', ['pars']],
    ['caches', ['cach']],
    ['file', ['file']],
    ['stopped', ['stop']],
    ['queries', ['query']],
    ['classes', ['class']],
    ['status', ['status']],
    ['rows', ['row']],
    ['bass', ['bass']],
    ['__init__', ['init']],
    ['straßenName', ['straßenname', 'straßen', 'name']],
    ['x', []],
  ])('%s: %j', (token, terms) => {
    expect(termsOf(token)).toEqual(terms)
  })

  it('splits plain names as it splits any', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'B', 'c', 'D', '_', '1', '2', 'z', 'Z') })
    fc.assert(
      fc.property(name, (token) => {
        const some = (parts: readonly string[]) => parts.filter((part) => part !== '')
        expect(some(splitPlain(token))).toEqual(some(splitAny(token)))
      }),
    )
  })
})

describe('tokensOf', () => {
  it('finds names and numbers as a pattern would', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'B', '_', '1', '9', ' ', '\n', '.', '-', 'ß', 'é', '中', '🙂', '٣'),
    })
    fc.assert(
      fc.property(text, (source) => {
        const pattern = /[\p{L}_][\p{L}\p{N}_]*|[0-9]{2,}/gu
        expect(tokensOf(source)).toEqual(source.match(pattern) ?? [])
      }),
    )
  })
})
