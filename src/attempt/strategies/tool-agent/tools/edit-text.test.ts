import { describe, expect, it } from 'vitest'
import { insertLines, numberLines, replaceOnce } from './edit-text.ts'

describe('replaceOnce', () => {
  it('replaces what stands once, and tells where', () => {
    expect(replaceOnce('a\nb\nc\n', 'b\nc', 'x\ny\nz')).toEqual({
      kind: 'edited',
      text: 'a\nx\ny\nz\n',
      firstLine: 2,
      lastLine: 4,
    })
    expect(replaceOnce('a\nb\n', 'b\n', '')).toMatchObject({ text: 'a\n' })
  })

  it.each([
    ['what stands nowhere', 'a\nb\n', 'c', 'x', /does not stand/],
    ['what stands twice', 'a\nb\na\n', 'a', 'x', /2 times, at lines 1, 3\./],
    ['what overlaps itself', 'aaa\n', 'aa', 'x', /2 times, at lines 1, 1\./],
    ['what changes nothing', 'a\n', 'a', 'a', /are the same/],
  ])('refuses %s', (_what, text, old, fresh, reason) => {
    expect(replaceOnce(text, old, fresh)).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(reason),
    })
  })

  it('keeps the line ends of the file', () => {
    expect(replaceOnce('a\r\nb\r\n', 'a\nb', 'x\ny')).toMatchObject({ text: 'x\r\ny\r\n' })
    expect(replaceOnce('a\r\nb\n', 'b', 'x\ny')).toMatchObject({ text: 'a\r\nx\ny\n' })
  })
})

describe('insertLines', () => {
  it.each([
    ['at the top', 'a\nb\n', 0, 'x', 'x\na\nb\n'],
    ['in the middle', 'a\nb\n', 1, 'x\ny\n', 'a\nx\ny\nb\n'],
    ['at the end', 'a\nb\n', 2, 'x', 'a\nb\nx\n'],
    ['behind a last line without an end', 'a\nb', 2, 'x', 'a\nb\nx\n'],
    ['into an empty file', '', 0, 'x', 'x\n'],
    ['with the line ends of the file', 'a\r\n', 1, 'x', 'a\r\nx\r\n'],
  ])('puts lines %s', (_where, text, line, added, expected) => {
    expect(insertLines(text, line, added)).toMatchObject({ kind: 'edited', text: expected })
  })

  it('refuses a line that is not there', () => {
    expect(insertLines('a\nb\n', 3, 'x')).toMatchObject({ kind: 'refused' })
  })
})

describe('numberLines', () => {
  it('numbers all lines or some, without their ends', () => {
    expect(numberLines('a\r\nb\n')).toBe('     1\ta\n     2\tb')
    expect(numberLines('a\nb\nc\nd\n', 2, 3)).toBe('     2\tb\n     3\tc')
    expect(numberLines('a\nb\n', -3, 1)).toBe('     1\ta')
  })
})
