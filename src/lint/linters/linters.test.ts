import { describe, expect, it } from 'vitest'
import { customLinter } from './custom.ts'
import { biome, eslint } from './javascript.ts'
import type { Linter } from './linter.ts'
import { chooseLinters } from './linters.ts'
import { flake8, pythonCompile, ruff } from './python.ts'
import { typescript } from './typescript.ts'

const root = '/repo'
const read = (linter: Linter, stdout: string, exitCode = 1, paths: readonly string[] = ['a.py']) =>
  linter.read({ exitCode, stdout, stderr: '' }, { root, paths })

describe('what linters print is read', () => {
  it.each<[Linter, string, object]>([
    [
      flake8,
      "./pkg/a.py:3:F821:undefined name 'limit'\n",
      { path: 'pkg/a.py', line: 3, rule: 'F821', message: "undefined name 'limit'" },
    ],
    [
      ruff,
      JSON.stringify([
        { filename: '/repo/a.py', location: { row: 4, column: 1 }, code: 'F706', message: 'outside' },
        { filename: '/repo/a.py', location: { row: 5, column: 1 }, code: 'invalid-syntax', message: 'no' },
      ]),
      { path: 'a.py', line: 4, rule: 'F706', message: 'outside' },
    ],
    [
      typescript,
      "src/a.ts(12,5): error TS2322: Type 'string' is not assignable to type 'number'.\n  more of it\n",
      {
        path: 'src/a.ts',
        line: 12,
        rule: 'TS2322',
        message: "Type 'string' is not assignable to type 'number'.",
      },
    ],
    [
      eslint,
      JSON.stringify([
        {
          filePath: '/repo/a.js',
          messages: [
            { ruleId: 'no-undef', severity: 2, message: "'b' is not defined.", line: 1 },
            { ruleId: 'no-unused-vars', severity: 1, message: 'a warning', line: 1 },
          ],
        },
      ]),
      { path: 'a.js', line: 1, rule: 'no-undef', message: "'b' is not defined." },
    ],
    [
      biome,
      '::error title=lint/correctness/useIsNan,file=/repo/a.js,line=3,endLine=3,col=20,endColumn=30::Use Number.isNaN%2C not this\n',
      { path: 'a.js', line: 3, rule: 'lint/correctness/useIsNan', message: 'Use Number.isNaN, not this' },
    ],
  ])('$name', (linter, said, problem) => {
    expect(read(linter, said)).toEqual([{ ...problem, linter: linter.name }])
  })

  it('python itself, which ends well whatever it finds', () => {
    const said = '{"path": "a.py", "line": 2, "message": "\'return\' outside function"}\n'
    expect(read(pythonCompile, said, 0)).toEqual([
      { path: 'a.py', line: 2, rule: 'syntax', message: "'return' outside function", linter: 'python' },
    ])
  })

  it.each([flake8, ruff, typescript, eslint, biome, pythonCompile])(
    'what $name says when it breaks is no complaint of the code',
    (linter) => {
      expect(read(linter, 'Traceback: something else\n', 2)).toBeNull()
    },
  )

  it('what flake8 says when it crashes is no complaint either, though it ends with the same code', () => {
    expect(read(flake8, 'There was a critical error during execution of Flake8:\n', 1)).toBeNull()
  })

  it('files outside of the checkout are left out', () => {
    expect(read(flake8, '/usr/lib/x.py:1:F821:undefined\n../y.py:1:F821:undefined\n')).toEqual([])
  })
})

describe('a linter of the user', () => {
  const linter = customLinter('python: mylint --fast')

  it('covers the files of its language, or all code without one', () => {
    expect(['a.py', 'a.ts', 'notes.txt'].filter(linter.covers)).toEqual(['a.py'])
    expect(['a.py', 'a.tsx', 'notes.txt'].filter(customLinter('mylint').covers)).toEqual(['a.py', 'a.tsx'])
    expect(customLinter('typescript: x').covers('a.tsx')).toBe(true)
  })

  it('is given each file as a word of its own', () => {
    expect(linter.command(["it's.py"])).toContain(String.raw`mylint --fast 'it'\''s.py'`)
  })

  it('is read for lines of other files of the kind, but of none outside', () => {
    const said = '\u00001\u0000a.py\u0000./b.py:3: wrong\n/usr/lib/c.py:9: called\nlog.txt:4: written\n'
    expect(read(linter, said)).toMatchObject([{ path: 'b.py', line: 3, message: 'wrong' }])
  })

  it('is read for lines, or whole where it names none', () => {
    const said =
      '\u00001\u0000a.py\u0000a.py:3: too long\nnoise\n./a.py:7:2: E1 bad\n\u00001\u0000b.py\u0000it is bad\n\u00000\u0000c.py\u0000c.py:1: only a word\n'
    expect(read(linter, said, 0, ['a.py', 'b.py', 'c.py'])).toEqual([
      { path: 'a.py', line: 3, rule: '', message: 'too long', linter: 'mylint --fast' },
      { path: 'a.py', line: 7, rule: '', message: 'E1 bad', linter: 'mylint --fast' },
      { path: 'b.py', line: null, rule: '', message: 'it is bad', linter: 'mylint --fast' },
    ])
  })

  it('that cannot be run says nothing of the code', () => {
    expect(read(linter, '\u0000127\u0000a.py\u0000mylint: not found\n', 0)).toBeNull()
  })

  it('takes the place of those that were found', () => {
    const names = chooseLinters(['python: mylint'])
      .filter(({ covers }) => covers('a.py'))
      .map(({ name }) => name)
    expect(names).toEqual(['mylint'])
  })

  it('is refused for a language that is not known', () => {
    expect(() => chooseLinters(['klingon: mylint'])).toThrow("'klingon' in 'klingon: mylint' is no language")
  })
})
