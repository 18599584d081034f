import { describe, expect, it } from 'vitest'
import { editFormats, type Files } from '../index.ts'

const format = editFormats.whole

function run(reply: string, files: Readonly<Record<string, string>>, cutShort = false) {
  const before: Files = new Map(
    Object.entries(files).map(([path, text]) => [
      path,
      { bytes: new TextEncoder().encode(text), mode: 0o644 },
    ]),
  )
  const parsed = format.parse(reply, {
    chatFiles: Object.keys(files),
    isFile: (path) => before.has(path),
    cutShort,
  })
  const result = format.apply(parsed.edits, before, { problems: parsed.problems })
  const text = (path: string): string | null => {
    const file = result.files.get(path)
    return file === undefined ? null : Buffer.from(file.bytes).toString('utf8')
  }
  return { parsed, result, text }
}

describe('whole', () => {
  it('replaces and creates files', () => {
    const { text, result } = run('a.py\n```python\nnew\n```\nand `b/c.py`:\n\n```\nfresh\n```\n', {
      'a.py': 'old\n',
    })
    expect(text('a.py')).toBe('new\n')
    expect(text('b/c.py')).toBe('fresh\n')
    expect(result.outcome).toBe('full')
  })

  it('keeps nested fences', () => {
    const body = '# Title\n\n```js\nrun()\n```\n\nend\n'
    expect(run(`a.md\n\`\`\`md\n${body}\`\`\`\n`, { 'a.md': 'x\n' }).text('a.md')).toBe(body)
    expect(run(`a.md\n\`\`\`\`\n\`\`\`\nx\n\`\`\`\n\`\`\`\`\n`, {}).text('a.md')).toBe('```\nx\n```\n')
  })

  it('does not take a fence inside a file for a file, whatever follows', () => {
    const body = 'Put this in setup.py:\n\nsetup.py\n```python\nrun()\n```\n'
    const { parsed } = run(`a.md\n\`\`\`md\n${body}\`\`\`\n\nb.py\n\`\`\`\nx\n\`\`\`\n`, {})
    expect(parsed.edits.map(({ path }) => path)).toEqual(['a.md', 'b.py'])
  })

  it('reports fences that do not add up instead of losing text', () => {
    const { parsed, result } = run('a.md\n```\none\n```\ntwo\n```\nthree\n', { 'a.md': 'x\n' })
    expect(parsed.problems[0]?.kind).toBe('incomplete-block')
    expect(result.files.size).toBe(0)
  })

  it('does not take a cut file', () => {
    expect(run('a.py\n```\nhalf', { 'a.py': 'x\n' }, true).parsed.problems[0]?.kind).toBe('cut-short')
  })

  it('does not take a snippet for a file', () => {
    const { parsed, result } = run('For example:\n```python\nx = 1\n```\n', { 'a.py': 'x\n' })
    expect(parsed.problems[0]?.kind).toBe('missing-path')
    expect(result.files.size).toBe(0)
  })

  it('does not lose the rest of a file to a comment that stands for it', () => {
    const { result } = run('a.py\n```\nx = 2\n# ... rest of the file\n```\n', { 'a.py': 'x = 1\ny = 1\n' })
    expect(result.failures[0]?.kind).toBe('shrinks')
  })

  it('tells of a file that shrinks by half', () => {
    const { result } = run('a.py\n```\nx\n```\n', { 'a.py': 'x\n'.repeat(20) })
    expect(result.applied[0]?.note).toContain('shrinks from 20 to 1')
  })

  it('keeps line ends, and tells of no change', () => {
    expect(run('a.py\n```\nb\nc\n```\n', { 'a.py': 'a\r\nb' }).text('a.py')).toBe('b\r\nc')
    expect(run('a.py\n```\na\n```\n', { 'a.py': 'a\n' }).result.applied[0]?.how).toBe('no-change')
  })
})
