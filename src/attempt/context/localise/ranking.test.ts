import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutFiles } from './cut-files.ts'
import { mergeRankings } from './merge-rankings.ts'
import { parseRankingReply } from './ranking-reply.ts'
import { findJson } from './reply-json.ts'

const listed = new Set(['a.py', 'src/b.py', 'src/my file.py', 'app/[id]/page.tsx'])
const ranking = (...paths: readonly string[]) => ({ kind: 'ranking', paths, invented: [] })

describe('parseRankingReply', () => {
  it.each<[string, string, object]>([
    ['a fence', 'First b.\n```json\n["src/b.py", "a.py"]\n```', ranking('src/b.py', 'a.py')],
    ['a plain fence', '```\n["a.py"]\n```\nThat is all.', ranking('a.py')],
    ['no fence', 'I rank: ["a.py", "src/b.py"]', ranking('a.py', 'src/b.py')],
    ['the last of several', '["a.py"] no:\n["src/b.py", "a.py"]', ranking('src/b.py', 'a.py')],
    ['a list before an index', '["a.py"] since xs[0] and ys["k"] differ', ranking('a.py')],
    ['an object', '{"ranking": ["src/b.py"], "why": "it adds"}', ranking('src/b.py')],
    ['objects', '[{"path": "src/b.py", "why": "x"}, {"path": "a.py"}]', ranking('src/b.py', 'a.py')],
    ['a comma too many', '["a.py", "src/b.py",]', ranking('a.py', 'src/b.py')],
    ['single quotes', "['a.py', 'src/b.py']", ranking('a.py', 'src/b.py')],
    ['duplicates', '["a.py", "./a.py", "src/b.py", "a.py"]', ranking('a.py', 'src/b.py')],
    ['other slashes', String.raw`["src\\b.py", "/a.py"]`, ranking('src/b.py', 'a.py')],
    [
      'blanks and brackets in names',
      '["src/my file.py", "app/[id]/page.tsx"]',
      ranking('src/my file.py', 'app/[id]/page.tsx'),
    ],
    ['remarks', '["src/b.py (the cause)", "a.py:12"]', ranking('src/b.py', 'a.py')],
    [
      'a numbered list',
      'So:\n\n1. `src/b.py` - the cause\n   it adds\n2. **a.py**\n',
      ranking('src/b.py', 'a.py'),
    ],
    ['bullets', '- src/b.py: adds\n- a.py', ranking('src/b.py', 'a.py')],
    ['bare lines', 'src/b.py\na.py', ranking('src/b.py', 'a.py')],
    ['invented ones', '["src/c.py", "a.py"]', { kind: 'ranking', paths: ['a.py'], invented: ['src/c.py'] }],
  ])('reads %s', (_what, reply, wanted) => {
    expect(parseRankingReply(reply, listed)).toEqual(wanted)
  })

  it.each<[string, string, RegExp]>([
    ['nothing', '', /no JSON list/],
    ['an empty list', 'None fits.\n```json\n[]\n```', /empty/],
    ['only invented paths', '["x.py", "y.py"]', /none of the paths/],
    ['half a list', '["a.py", "src/b', /no JSON list/],
    ['numbers', '[1, 2]', /no JSON list/],
  ])('says what is wrong with %s', (_what, reply, reason) => {
    expect(parseRankingReply(reply, listed)).toMatchObject({
      kind: 'unreadable',
      reason: expect.stringMatching(reason),
    })
  })

  it('reads any list of listed files in any wrapping', () => {
    const names = fc.uniqueArray(
      fc.string({ minLength: 1 }).filter((name) => /^[^\s"'`*<>()[\],;:./\\{}]+$/.test(name)),
      {
        minLength: 1,
      },
    )
    fc.assert(
      fc.property(names, fc.constantFrom(0, 2), (paths, indent) => {
        const reply = `Thoughts: f(x)[0] { }.\n\`\`\`json\n${JSON.stringify(paths, null, indent)}\n\`\`\`\n`
        expect(parseRankingReply(reply, new Set(paths))).toEqual(ranking(...paths))
      }),
    )
  })
})

describe('findJson', () => {
  it('finds what stands in sentences, the outermost', () => {
    expect(findJson('a {"b": [1]} c [2, [3]] d } ] {')).toEqual([{ b: [1] }, [2, [3]]])
  })

  it('does not stumble over brackets without end', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('[', '{', ']', '}', '[]', '{]', '"['),
        fc.integer({ min: 1, max: 3 }),
        (text, power) => {
          expect(Array.isArray(findJson(text.repeat(10 ** power)))).toBe(true)
        },
      ),
    )
    expect(findJson(`${'['.repeat(100_000)}["a"]`)).toEqual([['a']])
  })
})

describe('mergeRankings', () => {
  it('means position by length, absent 1', () => {
    const merged = mergeRankings([['a', 'b'], ['b'], ['a', 'c']])
    expect(merged.map(({ path, score }) => [path, score.toFixed(2)])).toEqual([
      ['a', '0.33'],
      ['b', '0.50'],
      ['c', '0.83'],
    ])
  })

  it('orders equals by path', () => {
    expect(
      mergeRankings([
        ['b', 'a'],
        ['a', 'b'],
      ]).map(({ path }) => path),
    ).toEqual(['a', 'b'])
    expect(mergeRankings([])).toEqual([])
  })

  const rankings = fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')), {
    minLength: 1,
    maxLength: 6,
  })

  it('holds each named file once, between 0 and 1, in order, whatever the order of the rankings', () => {
    fc.assert(
      fc.property(rankings, (lists) => {
        const merged = mergeRankings(lists)
        expect(merged.map(({ path }) => path).sort()).toEqual([...new Set(lists.flat())].sort())
        expect(merged.every(({ score }) => score >= 0 && score <= 1)).toBe(true)
        expect(merged.every(({ score }, at) => at === 0 || (merged[at - 1]?.score ?? 0) <= score)).toBe(true)
        expect(mergeRankings(lists.toReversed())).toEqual(merged)
      }),
    )
  })

  it('keeps a single ranking, and one on which all agree', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string(), { minLength: 1 }),
        fc.integer({ min: 1, max: 4 }),
        (list, times) => {
          const merged = mergeRankings(Array.from({ length: times }, () => list))
          expect(merged.map(({ path }) => path)).toEqual(list)
        },
      ),
    )
  })
})

describe('cutFiles', () => {
  const sized = (...tokens: readonly number[]) =>
    tokens.map((count, at) => ({ path: `${at}`, tokens: count }))

  it('stops at the first file that does not fit, or skips it', () => {
    const files = sized(60, 50, 40)
    expect(cutFiles(files, { maxTokens: 100, mode: 'stop' })).toEqual({
      files: [files[0]],
      left: [files[1], files[2]],
    })
    expect(cutFiles(files, { maxTokens: 100, mode: 'skip' })).toEqual({
      files: [files[0], files[2]],
      left: [files[1]],
    })
  })

  it('keeps the budget and the order, and skipping never shows less', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(200)), fc.nat(1000), (tokens, maxTokens) => {
        const ranked = sized(...tokens)
        const stop = cutFiles(ranked, { maxTokens, mode: 'stop' })
        const skip = cutFiles(ranked, { maxTokens, mode: 'skip' })
        const sum = skip.files.reduce((all, file) => all + file.tokens, 0)
        expect(sum).toBeLessThanOrEqual(maxTokens)
        expect(stop.files).toEqual(ranked.slice(0, stop.files.length))
        expect(skip.files.slice(0, stop.files.length)).toEqual(stop.files)
        expect([...skip.files, ...skip.left].sort((a, b) => Number(a.path) - Number(b.path))).toEqual(ranked)
        // Nothing that is left would still fit.
        expect(skip.left.every((file) => sum + file.tokens > maxTokens)).toBe(true)
      }),
    )
  })
})
