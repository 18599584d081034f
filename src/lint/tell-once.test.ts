import { describe, expect, it } from 'vitest'
import type { LintProblem } from './problem.ts'
import type { SyntaxFault } from './syntax-problems.ts'
import { tellOnce } from './tell-once.ts'

type Said = Partial<LintProblem> & Pick<LintProblem, 'line'>

const complaint = (linter: string, said: Said): LintProblem => ({
  path: 'a.py',
  rule: '',
  message: `of ${linter}`,
  linter,
  ...said,
})
const python = (line: number | null, message = 'invalid syntax'): LintProblem =>
  complaint('python', { line, rule: 'syntax', message })
const flake8 = (line: number, rule: string, message: string): LintProblem =>
  complaint('flake8', { line, rule, message })
const tsc = (line: number, rule: string, message: string): LintProblem =>
  complaint('tsc', { line, rule, message, path: 'a.ts' })
const fault = (line: number, lastLine = line, path = 'a.py'): SyntaxFault => ({
  problem: complaint('syntax', { path, line, rule: 'syntax', message: `unexpected ${line}` }),
  lastLine,
})
/** By linter and line. */
const told = (grammar: readonly SyntaxFault[], complaints: readonly LintProblem[]) =>
  tellOnce({ grammar, complaints }).map(({ linter, line }) => `${linter} ${line}`)

describe('tellOnce', () => {
  it("takes the compiler's word for a fault that the grammar sees on the same line, in the same part, or a line off", () => {
    expect(told([fault(4)], [python(4)])).toEqual(['python 4'])
    expect(told([fault(4, 9)], [python(7)])).toEqual(['python 7'])
    expect(told([fault(4)], [python(3)])).toEqual(['python 3'])
    expect(told([fault(4, 6)], [python(7)])).toEqual(['python 7'])
  })

  it('keeps what the grammar alone sees: elsewhere in the file, or in another file', () => {
    expect(told([fault(4), fault(6)], [python(4)])).toEqual(['syntax 6', 'python 4'])
    expect(told([fault(5), fault(6)], [python(6)])).toEqual(['syntax 5', 'python 6'])
    expect(told([fault(4, 4, 'b.py')], [python(4)])).toEqual(['syntax 4', 'python 4'])
    expect(told([fault(4), fault(4)], [])).toEqual(['syntax 4', 'syntax 4'])
  })

  it('takes one word for a whole line on which the grammar lost its way, and for one part elsewhere', () => {
    expect(told([fault(4), fault(4)], [python(4)])).toEqual(['python 4'])
    expect(told([fault(3, 4), fault(5)], [python(4)])).toEqual(['syntax 5', 'python 4'])
  })

  it('keeps all that one compiler says of a line', () => {
    const said = [tsc(4, 'TS1005', "',' expected."), tsc(4, 'TS1109', 'Expression expected.')]
    expect(told([fault(4, 4, 'a.ts')], said)).toEqual(['tsc 4', 'tsc 4'])
    expect(told([], [...said, ...said])).toEqual(['tsc 4', 'tsc 4'])
  })

  it('hears one compiler of a file that several cannot read, however far apart they stopped', () => {
    const e999 = flake8(2, 'E999', 'SyntaxError: EOL while scanning string literal')
    expect(told([fault(5)], [python(5), e999])).toEqual(['python 5'])
    expect(told([fault(2)], [e999])).toEqual(['flake8 2'])
    const eslint = complaint('eslint', { path: 'a.ts', line: 4, rule: 'syntax' })
    const biome = complaint('biome', { path: 'a.ts', line: 4, rule: 'parse' })
    expect(told([fault(4, 4, 'a.ts')], [tsc(4, 'TS1005', "',' expected."), eslint, biome])).toEqual(['tsc 4'])
  })

  it('knows the words of a command of the user, and that of a whole file', () => {
    const go = complaint('go vet', { line: 4, message: "expected ';', found b" })
    expect(told([fault(4)], [go])).toEqual(['go vet 4'])
    expect(told([fault(4)], [complaint('mine', { line: 4, message: 'TODO' })])).toEqual([
      'syntax 4',
      'mine 4',
    ])
    const whole = complaint('sh -n', { line: null, message: 'line 9: syntax error: unexpected end of file' })
    expect(told([fault(4), fault(8)], [whole])).toEqual(['syntax 8', 'sh -n null'])
  })

  it('says once what two linters say of a line in nearly the same words, and both of what is not the same', () => {
    const outside = python(1, "'return' outside function")
    expect(told([], [outside, flake8(1, 'F706', "'return' outside function")])).toEqual(['python 1'])
    const ruff = complaint('ruff', {
      line: 1,
      rule: 'F706',
      message: '`return` statement outside of a function/method',
    })
    expect(told([], [outside, ruff])).toEqual(['python 1'])
    const more = [flake8(1, 'F701', "'break' outside loop"), flake8(1, 'F821', "undefined name 'x'")]
    expect(told([], [outside, ...more])).toEqual(['python 1', 'flake8 1', 'flake8 1'])
    expect(told([], [outside, flake8(2, 'F706', "'return' outside function")])).toHaveLength(2)
  })
})
