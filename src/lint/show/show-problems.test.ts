import { expect, it } from 'vitest'
import { createSyntax } from '../../syntax/index.ts'
import type { LintProblem } from '../problem.ts'
import { showProblems } from './show-problems.ts'

const python = [
  'import os',
  '',
  '',
  'class Shop:',
  '    """Sells."""',
  '',
  '    name = "x"',
  '',
  '    def price(self, item):',
  '        base = item.base',
  '',
  '        tax = 1',
  '',
  '        total = base * rate',
  '        return total',
  '',
].join('\n')

const problem = (line: number | null, rest: Partial<LintProblem> = {}): LintProblem => ({
  path: 'shop.py',
  line,
  rule: 'F821',
  message: "undefined name 'rate'",
  linter: 'flake8',
  ...rest,
})

it('shows the lines that are meant, those around them and the heads of their scopes', async () => {
  using syntax = createSyntax()
  const shown = await showProblems([problem(14)], new Map([['shop.py', python]]), { syntax, most: 20 })
  expect(shown).toMatchInlineSnapshot(`
    "shop.py
    - line 14: undefined name 'rate' (flake8 F821)

       ⋮
     4 │ class Shop:
       ⋮
     9 │     def price(self, item):
       ⋮
    11 │ 
    12 │         tax = 1
    13 │ 
    14 █         total = base * rate
    15 │         return total"
  `)
})

it('shows scopes of other languages too', async () => {
  using syntax = createSyntax()
  const go =
    'package a\n\n// One.\ntype T struct {\n\tN int\n}\n\nfunc (t T) Twice() int {\n\t// a\n\t// b\n\t// c\n\t// d\n\treturn t.M * 2\n}\n'
  const found = problem(13, { path: 'a.go', rule: '', message: 't.M undefined', linter: 'go vet' })
  expect(await showProblems([found], new Map([['a.go', go]]), { syntax, most: 20 })).toMatchInlineSnapshot(`
    "a.go
    - line 13: t.M undefined (go vet)

       ⋮
     8 │ func (t T) Twice() int {
       ⋮
    10 │ 	// b
    11 │ 	// c
    12 │ 	// d
    13 █ 	return t.M * 2
    14 │ }"
  `)
})

it('says what it has no place or no room for', async () => {
  using syntax = createSyntax()
  const all = [problem(null), problem(99, { path: 'gone.txt' }), problem(1), problem(2)]
  const shown = await showProblems(all, new Map([['shop.py', null]]), { syntax, most: 2 })
  expect(shown).toBe(
    "shop.py\n- undefined name 'rate' (flake8 F821)\n\ngone.txt\n- line 99: undefined name 'rate' (flake8 F821)\n\nand 2 more",
  )
})
