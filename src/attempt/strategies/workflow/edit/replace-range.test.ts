import { describe, expect, it } from 'vitest'
import { decodeText, encodeText } from '../../../../edit/index.ts'
import { noUsage } from '../../../../domain/index.ts'
import { editForm } from './edit-form.ts'
import { replaceRange } from './replace-range.ts'

function replace(
  text: string | Uint8Array,
  [start, end]: readonly [number, number],
  lines: readonly string[],
) {
  const file = decodeText(Buffer.from(text))
  const replaced = file && replaceRange(file, { start, end }, lines)
  if (replaced?.kind !== 'file') return replaced?.reason
  return Buffer.from(encodeText(replaced.file) ?? '').toString('latin1')
}

describe('lines in the place of others', () => {
  it.each<[string, string, readonly [number, number], readonly string[], string]>([
    ['more of them', 'a\nb\nc\n', [2, 2], ['x', 'y'], 'a\nx\ny\nc\n'],
    ['none of them', 'a\nb\nc\n', [2, 2], [], 'a\nc\n'],
    ['none of them, with empty lines behind', 'a\n\nb\n\n\nc\n', [3, 3], [], 'a\n\nc\n'],
    ['the last without a line end', 'a\nb', [2, 2], ['x'], 'a\nx'],
    ['with the line ends of the file', 'a\r\nb\r\n', [1, 1], ['x', 'y'], 'x\r\ny\r\nb\r\n'],
    ['indented again', 'if a:\n    b\n    c\n', [2, 3], ['x', '', '  y'], 'if a:\n    x\n\n      y\n'],
    ['indented as they are', '    a\n', [1, 1], ['      b', '    c'], '      b\n    c\n'],
    ['without empty lines around', 'a\nb\n', [1, 1], ['', 'x', ''], 'x\nb\n'],
  ])('%s', (_what, text, range, lines, wanted) => {
    expect(replace(text, range, lines)).toBe(wanted)
  })

  it('are refused where they are the same, or the encoding has no place for them', () => {
    expect(replace('a\n', [1, 1], ['a', ''])).toMatch(/leaves the lines/)
    expect(replace(Buffer.from('caf\u00e9\n', 'latin1'), [1, 1], ['\u4e2d'])).toMatch(/encoding/)
  })
})

describe('a reply with an edit', () => {
  const read = (text: string, finishReason: 'stop' | 'length' = 'stop') =>
    editForm.read({ text, finishReason, toolCalls: [], usage: noUsage, fromJournal: false })
  it.each<[string, string, object]>([
    ['stopped before its end', 'So:\n<replace>\n  a\n', { kind: 'replace', lines: ['  a'] }],
    ['whole', '<replace>\n  a\n</replace>\nDone.', { kind: 'replace', lines: ['  a'] }],
    ['in a fence', '<replace>\n```python\na\nb\n```\n</replace>', { kind: 'replace', lines: ['a', 'b'] }],
    ['of nothing', '<replace>\n</replace>', { kind: 'replace', lines: [] }],
    ['that is none', '<reject> no </reject>', { kind: 'reject', reason: 'no' }],
  ])('%s', (_what, text, reply) => {
    expect(read(text)).toEqual({ kind: 'reply', reply })
  })

  it('says what is wrong with it', () => {
    expect(read('a = 1')).toMatchObject({ kind: 'again' })
    expect(read('<replace>\na', 'length')).toMatchObject({ kind: 'again' })
  })
})
