import { describe, expect, it } from 'vitest'
import { editFormats, renderFeedback, type ApplyResult, type Files } from '../../index.ts'

const format = editFormats['search-replace-strict']

const source = 'def one():\n    return 1\n\n\ndef two():\n    return 2\n'
const project = {
  'a.py': source,
  'b.py': 'import os\n\n\ndef other(value):\n    print(value)\n    return os.getcwd()\n',
}

function toFiles(texts: Readonly<Record<string, string>>): Files {
  return new Map(
    Object.entries(texts).map(([path, text]) => [
      path,
      { bytes: new TextEncoder().encode(text), mode: 0o644 },
    ]),
  )
}

function block(path: string, search: string, replace: string): string {
  return `<<< SEARCH ${path}\n${search}======\n${replace}>>> REPLACE\n`
}

function apply(reply: string, texts: Readonly<Record<string, string>> = project) {
  const files = toFiles(texts)
  const { edits, problems } = format.parse(reply)
  const result = format.apply(edits, files, { problems, chatFiles: [...files.keys()] })
  return { result, problems, kinds: [...problems, ...result.failures].map(({ kind }) => kind) }
}

function textOf({ files }: ApplyResult, path: string): string | null {
  const bytes = files.get(path)?.bytes
  return bytes === undefined ? null : new TextDecoder().decode(bytes)
}

describe('what applies', () => {
  it('takes several blocks in several files, each against the files as they were', () => {
    const { result } = apply(
      block('a.py', '    return 2\n', '    return 22\n    # twice\n') +
        block('b.py', 'import os\n', '') +
        block('a.py', '    return 1\n', '    return 2\n'),
    )
    expect(result.outcome).toBe('full')
    expect(textOf(result, 'a.py')).toBe(
      'def one():\n    return 2\n\n\ndef two():\n    return 22\n    # twice\n',
    )
    expect(textOf(result, 'b.py')).toMatch(/^\n\ndef other/)
    expect([...result.files.keys()]).toEqual(['a.py', 'b.py'])
  })

  it('finds what stands on the last line, and keeps a missing line end missing', () => {
    const { result } = apply(block('a.py', 'y = 2\n', 'y = 3\n'), { 'a.py': 'x = 1\ny = 2' })
    expect(textOf(result, 'a.py')).toBe('x = 1\ny = 3')
  })

  it('keeps the line ends of a file', () => {
    const { result } = apply(block('a.py', 'x = 1\n', 'x = 2\nz = 0\n'), { 'a.py': 'x = 1\r\ny = 2\r\n' })
    expect(textOf(result, 'a.py')).toBe('x = 2\r\nz = 0\r\ny = 2\r\n')
  })

  it('reads back what it writes', () => {
    const edit = { path: 'a.py', line: 1, readings: [{ search: 'x\n', replace: 'y\n' }] } as const
    expect(format.parse(format.render(edit)).edits).toEqual([edit])
  })

  it('takes the example that teaches it', () => {
    const { result } = apply(format.prompt(), {
      'src/greet.py': 'def greet():\n    print("hello")\n',
      'src/main.py': 'greet()\n',
    })
    expect(result.applied).toHaveLength(2)
  })
})

describe('what does not', () => {
  it.each([
    ['no pairs', 'Just words.', ['no-blocks']],
    [
      'no pairs: five equals signs divide nothing',
      '<<< SEARCH a.py\nx\n=====\ny\n>>> REPLACE',
      ['no-blocks'],
    ],
    ['bad closer', '<<< SEARCH a.py\nx\n======\ny>>> REPLACE', ['bad-closer']],
    ['unknown file', block('c.py', 'x\n', 'y\n'), ['missing-file']],
    ['unknown file: a path is not trimmed', block('a.py ', '    return 1\n', 'y\n'), ['missing-file']],
    ['ambiguous', block('a.py', '\n', 'y\n'), ['ambiguous']],
    ['near miss, spaces', block('a.py', '  return 1\n', 'y\n'), ['differs-in-spaces']],
    ['near miss, alike', block('b.py', 'def other(values):\n', 'y\n'), ['resembles']],
    ['wrong file', block('a.py', 'import os\n', 'y\n'), ['wrong-file']],
    ['wrong file, nearly', block('a.py', 'def other(values):\n', 'y\n'), ['wrong-file']],
    ['not found', block('a.py', 'completely different text\n', 'y\n'), ['not-found']],
    [
      'overlap',
      block('a.py', 'def one():\n    return 1\n', 'y\n') + block('a.py', '    return 1\n\n', 'z\n'),
      ['overlap', 'held-back'],
    ],
    ['empty search', block('a.py', '', 'y\n'), ['blank-search']],
  ])('%s', (_category, reply, wanted) => {
    const { result, kinds, problems } = apply(reply)
    expect(kinds).toEqual(wanted)
    expect(result.files.size).toBe(0)
    expect(renderFeedback(result, problems)).not.toBeNull()
  })

  it('applies nothing when one block fails, and says so of the others', () => {
    const good = block('a.py', '    return 1\n', '    return 3\n')
    const { result, kinds } = apply(good + block('a.py', 'nowhere at all to be seen\n', 'y\n') + good)
    expect(kinds).toEqual(['not-found', 'held-back', 'held-back'])
    expect(result.files.size).toBe(0)
  })

  it('reports a block that is not complete beside one that is', () => {
    const { kinds } = apply(`<<< SEARCH a.py\nx\n${block('a.py', '    return 1\n', '    return 3\n')}`)
    expect(kinds).toEqual(['no-blocks', 'held-back'])
  })

  it('names every place that is near, best first, and no more than ten', () => {
    const lines = Array.from({ length: 30 }, (_, at) => `value_${at % 10} = compute(${at})\n`).join('')
    const { result } = apply(block('a.py', 'value_7 = compute(77)\n', 'y\n'), { 'a.py': lines })
    const [failure] = result.failures
    expect(failure).toMatchObject({ kind: 'resembles', nearMiss: { text: 'value_7 = compute(7)' } })
    expect(failure?.otherMisses).toHaveLength(9)
    expect(renderFeedback(result)).toContain('Another is in a.py, lines ')
  })

  it('gives up on what resembles in a project that is too large for it', () => {
    const lines = (seed: number): string =>
      Array.from(
        { length: 2_000 },
        (_, at) => `    const name_${(at * seed) % 997} = compute(${at}, other)\n`,
      ).join('')
    const large = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`f${at}.ts`, lines(at + 1)]))
    const search = Array.from({ length: 30 }, (_, at) => `await store.write(rows[${at}].key, true)\n`).join(
      '',
    )
    expect(apply(block('f0.ts', search, 'x\n'), large).kinds).toEqual(['not-found'])
  })

  it('does not take a tab for a space', () => {
    const { kinds } = apply(block('a.py', '\treturn 1\n', 'y\n'), { 'a.py': '  return 1\n' })
    expect(kinds).toEqual(['resembles'])
  })
})
