import { afterAll, expect, it } from 'vitest'
import { createSyntax } from '../syntax/index.ts'
import { createChangeCheck } from './change-check.ts'

const syntax = createSyntax()
afterAll(() => syntax[Symbol.dispose]())
const { newFaults } = createChangeCheck(syntax)

const before = 'def f(a):\n    return b\n'

it('holds nothing against a change that was there before', async () => {
  const moved = `import os\nos.getcwd()\n\n${before}`
  expect(await newFaults('a.py', { before, after: moved })).toEqual([])
})

it('finds the same fault once more, and those of a new file', async () => {
  const twice = `${before}\ndef g(a):\n    return b\n`
  expect(await newFaults('a.py', { before, after: twice })).toMatchObject([{ line: 5 }])
  expect(await newFaults('a.py', { before: null, after: before })).toHaveLength(1)
})

it('finds what a change leaves behind in lines that it does not touch', async () => {
  const used = 'def f(a):\n    b = a\n    return b\n'
  const left = 'def f(a):\n    b = a\n    return a\n'
  expect(await newFaults('a.py', { before: used, after: left })).toMatchObject([
    { rule: 'unused-variable', line: 2 },
  ])
})

it('holds habits against new lines alone', async () => {
  const old = 'def f(a):\n    a.n()\n    return a.n, a.n, a.n\n'
  const changed = `${old}\ndef g(a):\n    return a.n\n`
  expect(await newFaults('a.py', { before: old.replace(', a.n)', ')'), after: changed })).toEqual([])
})

it('says nothing of other languages, and of files that are gone', async () => {
  expect(await newFaults('a.js', { before: '', after: 'return b' })).toEqual([])
  expect(await newFaults('a.py', { before, after: null })).toEqual([])
})
