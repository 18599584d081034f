import { expect, it } from 'vitest'
import { runReply } from '../application-cases.contract.ts'
import { editFormats, type Files } from '../index.ts'

/** What aider's own tests of its whole-file format ask for, case by case and in other words; see docs/formats/edits.md. */
const format = editFormats.whole
const run = (reply: string, files: Readonly<Record<string, string>>) => runReply(format, reply, files)

it('code without a path, and no file to be meant, edits nothing', () => {
  const { changed, result } = run(
    'Most languages say hello so:\n\n```python\nprint("hello")\n```\n\nIt prints that.\n',
    {},
  )
  expect([changed, result.applied]).toEqual([{}, []])
})

it('a new file that is not allowed is not made', () => {
  const parsed = format.parse('So:\n\nhello.js\n```python\nprint("hello")\n```\n', {})
  const result = format.apply(parsed.edits, new Map(), { refuse: () => 'was not allowed' })
  expect([result.files.size, result.failures.map(({ kind }) => kind)]).toEqual([0, ['unsafe-path']])
})

it.each([
  ['a file in the conversation', 'note.txt\n```\nfresh\n```'],
  ['a path behind heading signs', '\n\n### note.txt\n```\nfresh\n```\n'],
  ['no newline at the end of the text', 'Do so:\n\nnote.txt\n```\nfresh\n```\n\n'],
])('%s', (_name, reply) => {
  expect(run(reply, { 'note.txt': 'old\n' }).changed).toEqual({ 'note.txt': 'fresh\n' })
})

it('two files behind heading signs', () => {
  const reply = '\n### a.txt\n```\nnew a\n```\n\n### b.txt\n```\nnew b\n```\n'
  expect(run(reply, { 'a.txt': 'a\n', 'b.txt': 'b\n' }).changed).toEqual({
    'a.txt': 'new a\n',
    'b.txt': 'new b\n',
  })
})

it('two files that sentences name', () => {
  const reply = '\nThe text of `a.txt` should be:\n\n```\nnew a\n```\n\nThat of `b.txt`:\n\n```\nnew b\n```\n'
  expect(run(reply, { 'a.txt': 'a\n', 'b.txt': 'b\n' }).changed).toEqual({
    'a.txt': 'new a\n',
    'b.txt': 'new b\n',
  })
})

it('a file that a sentence names, and code that is none', () => {
  const reply =
    'Here is `sum.py` with the `sum` function as you want it:\n\n```\ndef sum(): ...\n```\n\nIt adds.\nStart it so:\n\n```\npython sum.py\n```\n'
  expect(run(reply, { 'sum.py': 'old\n' }).changed).toEqual({ 'sum.py': 'def sum(): ...\n' })
})

it('a file that is not in the conversation', () => {
  const before: Files = new Map([['note.txt', { bytes: Buffer.from('old\n'), mode: 0o644 }]])
  const parsed = format.parse('note.txt\n```\nfresh\n```', { isFile: (path) => path === 'note.txt' })
  expect([...format.apply(parsed.edits, before).files.keys()]).toEqual(['note.txt'])
})

it('a file that holds fences is asked for and read in another fence', () => {
  const fence = format.chooseFence(['\nQuoted:\n```\nQuote!\n```\n'])
  expect(fence).not.toBe('```')
  const edit = { path: 'note.txt', line: 1, readings: [{ search: null, replace: 'fresh\n' }] } as const
  expect(run(format.render(edit, { fence }), { 'note.txt': 'old\n' }).changed).toEqual({
    'note.txt': 'fresh\n',
  })
})

it('deviation: a text that has not come to its end is no text yet', () => {
  const old = Array.from({ length: 100 }, (_, at) => `${at}\n`).join('')
  const { changed, parsed } = run('note.txt\n```\n0\n1\n2\n', { 'note.txt': old })
  expect([changed, parsed.problems.map(({ kind }) => kind)]).toEqual([{}, ['incomplete-block']])
})

it('deviation: a path that does not exist is a new file, though a file of that name is elsewhere', () => {
  expect(run('some/folder/note.txt\n```\nfresh\n```', { 'note.txt': 'old\n' }).changed).toEqual({
    'some/folder/note.txt': 'fresh\n',
  })
})
