import { expect, it } from 'vitest'
import { withoutHiddenText } from './issue-text.ts'

it.each([
  ['a <!-- b --> c <!-- d -->', 'a  c'],
  ['a\n<!--\nb\n-->\nc', 'a\nc'],
  ['a\n\n<!-- b -->\n\n<!-- c -->\n\nd', 'a\n\nd'],
  ['<!-- ``` -->\na', 'a'],
  ['```html\n<!-- kept -->\n```\n<!-- not -->', '```html\n<!-- kept -->\n```'],
  ['~~~~\n```\n<!-- kept -->\n~~~\n~~~~\n<!-- not', '~~~~\n```\n<!-- kept -->\n~~~\n~~~~'],
])('%j is %j to a reader', (markdown, seen) => {
  expect(withoutHiddenText(markdown)).toBe(seen)
})
