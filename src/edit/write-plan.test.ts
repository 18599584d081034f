import { describe, expect, it } from 'vitest'
import { gitBlobId } from '../std/index.ts'
import { planWrites, refusePath, type PathFacts } from './index.ts'

const facts = (links: readonly string[], ignored: readonly string[] = []): PathFacts => ({
  isSymlink: (path) => links.includes(path),
  isIgnored: (path) => ignored.includes(path),
})

describe('refusePath', () => {
  it.each([
    ['../a', 'leaves the repository'],
    ['/a', 'is not relative to the repository'],
    ['a/.git/b', 'lies in git’s own folder'],
    ['a/.GIT. /b', 'lies in git’s own folder'],
    ['git~1/b', 'lies in git’s own folder'],
    ['a//b', 'is not in its shortest form'],
    ['a\\b', 'has a backslash'],
    ['.g\u200cit/b', 'has an invisible character'],
    ['', 'names no file'],
  ])('refuses %j', (path, reason) => {
    expect(refusePath(path, facts([]))).toBe(reason)
  })

  it('refuses links, what lies behind them, and ignored files', () => {
    expect(refusePath('a/b', facts(['a']))).toBe('goes through the symbolic link a')
    expect(refusePath('a/b', facts(['a/b']))).toBe('is a symbolic link')
    expect(refusePath('a/b', facts([], ['a/b']))).toBe('is ignored by git')
    expect(refusePath('.github/b.yml', facts([]))).toBeNull()
  })
})

describe('planWrites', () => {
  it('says what to write over what, and what not', () => {
    const bytes = new TextEncoder().encode('x\n')
    const file = { bytes, mode: 0o755 }
    const plan = planWrites(
      new Map([
        ['b', file],
        ['d', file],
      ]),
      {
        files: new Map([
          ['b', file],
          ['a', file],
          ['../c', file],
        ]),
        removed: ['d'],
      },
      facts([]),
    )
    expect(plan.writes.map(({ path, expected, mode }) => ({ path, expected, mode }))).toEqual([
      { path: 'a', expected: null, mode: 0o755 },
      { path: 'b', expected: gitBlobId(bytes), mode: 0o755 },
    ])
    expect(plan.removals).toEqual([{ path: 'd', expected: gitBlobId(bytes) }])
    expect(plan.refused).toEqual([{ path: '../c', reason: 'leaves the repository' }])
  })
})
