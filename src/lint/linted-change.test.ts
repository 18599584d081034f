import { describe, expect, it } from 'vitest'
import { countedProblems } from './linted-change.ts'
import type { LintProblem } from './problem.ts'

const problem = (path: string, line: number, message = 'undefined name x'): LintProblem => ({
  path,
  line,
  rule: 'F821',
  message,
  linter: 'flake8',
})
const texts = (files: Readonly<Record<string, string | null>>) => new Map(Object.entries(files))

describe('countedProblems', () => {
  const move = {
    before: texts({ 'a.py': 'use(x)\n', 'b.py': null }),
    after: texts({ 'a.py': null, 'b.py': 'import os\nuse(x)\nuse(y)\n' }),
  }
  const seen = {
    before: [problem('a.py', 1)],
    after: [problem('b.py', 2), problem('b.py', 3, 'undefined name y')],
  }

  it('does not hold against a moved file what was said of it under its old path', () => {
    expect(countedProblems(move, seen)).toEqual([problem('b.py', 3, 'undefined name y')])
    const kept = { ...move, after: new Map([...move.after, ['a.py', 'use(x)\n']]) }
    expect(countedProblems(kept, seen)).toHaveLength(2)
  })

  it('counts all of the changed files where it is told to, and of others what is new', () => {
    const others = { before: [problem('c.py', 9)], after: [problem('c.py', 9), problem('c.py', 12)] }
    const all = { before: [...seen.before, ...others.before], after: [...seen.after, ...others.after] }
    const counted = countedProblems({ ...move, count: 'any' }, all)
    expect(counted).toEqual([...seen.after, problem('c.py', 12)])
  })
})
