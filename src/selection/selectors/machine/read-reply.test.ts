import { expect, it } from 'vitest'
import { readReply } from './read-reply.ts'
import type { Tag } from '../reply-tags.ts'

const read = (text: string, { tags = 'strict', cutShort = false } = {}) => {
  const expected: readonly Tag[] = ['test', 'choice']
  const rules = { tags: tags === 'once' ? 'once' : 'strict', expected, language: 'python' } as const
  const reading = readReply({ text, cutShort }, { ...rules, languages: ['python', 'go'] })
  if (reading.kind === 'test') return `${reading.test.language}: ${reading.test.text.trim()}`
  return reading.kind === 'choice' ? `choice ${reading.name}` : 'misparse'
}

it.each([
  ['a script', 'so\n<test>\nprint(1)\n</test>', 'python: print(1)'],
  ['its language', '<test language="go">\npackage main\n</test>', 'go: package main'],
  ['a language that cannot be run', '<test language="cobol">\nSTOP RUN.\n</test>', 'misparse'],
  ['a fence around the script', '<test>\n```python\nprint(1)\n```\n</test>', 'python: print(1)'],
  ['an empty script', '<test>\n</test>', 'misparse'],
  ['a choice', 'clearly <choice>A</choice>', 'choice A'],
  ['a choice by attribute', '<choice id="B"/>', 'choice B'],
  ['a choice on lines of its own', '<choice>\nB\n</choice>', 'choice B'],
  ['an empty choice', '<choice></choice>', 'misparse'],
  ['both', '<test>\nprint(1)\n</test>\n<choice>A</choice>', 'misparse'],
  ['neither', 'I cannot tell.', 'misparse'],
  ['two choices', '<choice>A</choice> or <choice>B</choice>', 'misparse'],
  [
    'a script that prints tags',
    '<test>\nprint("<choice>A</choice>")\n</test>',
    'python: print("<choice>A</choice>")',
  ],
  ['tags that prose speaks of', 'I could write `<test>`, but <choice>A</choice>', 'choice A'],
  ['a script that never ends', '<test>\nprint("<choice>A</choice>")', 'misparse'],
  ['a reply in a fence', '```\n<choice>A</choice>\n```', 'choice A'],
])('reads %s', (_, text, expected) => {
  expect(read(text)).toBe(expected)
})

it.each([
  ['both', '<test>\nprint(1)\n</test>\n<choice>A</choice>', 'misparse'],
  ['two scripts beside a choice', '<test>1</test> <test>2</test> <choice>1</choice>', 'choice 1'],
  ['a tag in a fence', '```\n<choice>0</choice>\n```', 'choice 0'],
])('reads %s as the paper does', (_, text, expected) => {
  expect(read(text, { tags: 'once' })).toBe(expected)
})
