import { describe, expect, it } from 'vitest'
import { newProblems, type LintProblem } from './problem.ts'

const problem = (line: number, message = 'undefined name x', path = 'a.py'): LintProblem => ({
  path,
  line,
  rule: 'F821',
  message,
  linter: 'flake8',
})
const texts = (text: string) => new Map([['a.py', text]])

describe('newProblems', () => {
  it('drops what was there before, wherever edits moved it', () => {
    const before = { problems: [problem(1)], texts: texts('use(x)\n') }
    const after = { problems: [problem(3)], texts: texts('# one\n# two\nuse(x)\n') }
    expect(newProblems(before, after)).toEqual([])
  })

  it('keeps the one of two alike that stands on a new line', () => {
    const before = { problems: [problem(2)], texts: texts('\nuse(x)\n') }
    const after = { problems: [problem(1), problem(3)], texts: texts('print(x)\n\nuse(x)\n') }
    expect(newProblems(before, after)).toEqual([problem(1)])
  })

  it('drops one that stays on a line that was edited', () => {
    const before = { problems: [problem(1)], texts: texts('use(x)\n') }
    const after = { problems: [problem(1)], texts: texts('use(x, 2)\n') }
    expect(newProblems(before, after)).toEqual([])
  })

  it('tells lines of files apart that were not changed', () => {
    const other = (line: number) => problem(line, 'wrong type', 'b.ts')
    const known = { problems: [other(9)], texts: texts('one\n') }
    expect(newProblems(known, { problems: [other(5), other(9)], texts: texts('two\n') })).toEqual([other(5)])
  })

  it('compares messages without the numbers in them, and tells files apart', () => {
    const before = { problems: [problem(1, 'redefined, see line 4')], texts: texts('f()\n') }
    const after = {
      problems: [problem(2, 'redefined, see line 9'), problem(1, 'redefined, see line 9', 'b.py')],
      texts: texts('\nf()\n'),
    }
    expect(newProblems(before, after)).toEqual([problem(1, 'redefined, see line 9', 'b.py')])
  })
})
