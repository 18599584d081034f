import { expect, it } from 'vitest'
import { findSnippets } from './issue-snippets.ts'

const codes = (text: string): readonly string[] => findSnippets(text).map(({ code }) => code.trim())

it('takes fenced blocks, and what a transcript shows beside what was typed', () => {
  const text =
    'It fails:\n```python\n>>> from shop import total\n>>> total([1],\n...       10)\n0.9\n```\nWhy?\n'
  expect(findSnippets(text)).toEqual([
    { code: 'from shop import total\ntotal([1],\n      10)', shown: ['0.9'] },
  ])
})

it('takes code that nothing marks, up to where prose goes on', () => {
  const text =
    'Description\n\t\nWith this model\nclass A(Model):\n\tname = Text(max=3)\n\tdef __str__(self):\n\t\treturn self.name\nI cannot override the method. It works in 2.1.\n'
  expect(codes(text)).toEqual([
    'class A(Model):\n\tname = Text(max=3)\n\tdef __str__(self):\n\t\treturn self.name',
  ])
})

it('takes calls in backticks, and no prose', () => {
  expect(
    codes('Something as simple as `list(partitions(3))` is wrong, see `Total`. It is (really) bad.'),
  ).toEqual(['list(partitions(3))'])
})

it('leaves tracebacks out', () => {
  const text =
    'Traceback (most recent call last):\n  File "a.py", line 3, in main\n    run(x)\nValueError: no\n'
  expect(codes(text)).toEqual([])
})

it('takes nothing for nothing', () => {
  expect(findSnippets('')).toEqual([])
})
