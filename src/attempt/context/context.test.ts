import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assemblePrompt } from './assemble-prompt.ts'
import { cutOutput } from './cut-output.ts'
import { renderFiles } from './file-contents.ts'
import { renderFileList } from './file-list.ts'
import { findMentions, findMentionsV035 } from './file-mentions.ts'
import { renderPrompt } from './prompt-template.ts'
import { estimateTokens } from './token-estimate.ts'

describe('findMentions', () => {
  const addable = [
    'Makefile',
    'a/my notes.txt',
    'a/run',
    'a/util.py',
    'b/util.py',
    'c/__init__.py',
    'c/only_one.py',
    'src/x.py',
  ]
  const mentions = (text: string, chatFiles: readonly string[] = []) =>
    findMentions(text, { addable, chatFiles })

  it.each([
    ['see src/x.py.', ['src/x.py']],
    ['`src/x.py`: line', ['src/x.py']],
    ['**src/x.py**', ['src/x.py']],
    ['(src/x.py)', ['src/x.py']],
    ['src\\x.py', ['src/x.py']],
    ['./src/x.py:12:3', ['src/x.py']],
    ['only_one.py is it', ['c/only_one.py']],
    ['c/__init__.py', ['c/__init__.py']],
    ['open a/my notes.txt, please', ['a/my notes.txt']],
    ['util.py is in two places, run is a word', []],
    ['xsrc/x.py and src/x.pyc', []],
    ['```\nimport src/x.py\n```', ['src/x.py']],
    ['src/x.py before a/util.py, and src/x.py again', ['src/x.py', 'a/util.py']],
    ['the Makefile is a word', []],
    ['I need `Makefile`', ['Makefile']],
    ['I need\n\nMakefile\n', ['Makefile']],
    ['see ./Makefile', ['Makefile']],
  ])('finds in %j', (text, wanted) => {
    expect(mentions(text)).toEqual(wanted)
  })

  it('does not take the name of a shown file for another file', () => {
    expect(mentions('only_one.py', ['d/only_one.py'])).toEqual([])
    expect(findMentionsV035('only_one.py', { addable, chatFiles: ['d/only_one.py'] })).toEqual([
      'c/only_one.py',
    ])
  })
})

describe('renderFileList', () => {
  it('shows everything that fits, sorted', () => {
    expect(renderFileList(['b', 'a'], { maxTokens: 100, query: '' })).toEqual({ text: 'a\nb', shown: 2 })
  })

  it('never passes its budget, and puts what the query names first', () => {
    const paths = Array.from({ length: 500 }, (_, at) => `docs/page-${at}.md`)
    const { text, shown } = renderFileList([...paths, 'src/colour-picker.ts'], {
      maxTokens: 60,
      query: 'ColourPicker fails',
    })
    expect(text).toContain('src/colour-picker.ts')
    expect(text).toContain(`(and ${501 - shown} more files that are not listed)`)
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1 })),
        fc.integer({ min: 0, max: 200 }),
        (names, maxTokens) => {
          const tokens = estimateTokens(renderFileList(names, { maxTokens, query: '' }).text)
          expect(tokens).toBeLessThanOrEqual(
            Math.max(maxTokens, estimateTokens('(and 99 more files that are not listed)')),
          )
        },
      ),
    )
  })
})

describe('renderPrompt', () => {
  it('fills places once', () => {
    expect(renderPrompt('{{a}} {{b}}', { a: '{{b}}', b: '$&' })).toBe('{{b}} $&')
  })

  it('throws for a place without a value', () => {
    expect(() => renderPrompt('{{toString}}', {})).toThrow(
      expect.objectContaining({ code: 'attempt/prompt-variable' }),
    )
  })
})

describe('cutOutput', () => {
  it('keeps head and tail in whole lines', () => {
    const lines = Array.from({ length: 100 }, (_, at) => `line ${at}`).join('\n')
    const cut = cutOutput(lines, 90)
    expect(cut).toMatch(/^line 0\n/)
    expect(cut).toMatch(/\nline 99$/)
    expect(cut).toContain('characters left out')
    expect(cutOutput('short', 90)).toBe('short')
  })
})

describe('assemblePrompt', () => {
  const parts = { system: 'S', overview: 'O', files: 'F', reminder: 'R' }

  it('puts what changes last, and marks what recurs', () => {
    const turns = [
      { role: 'user', text: 'issue' },
      { role: 'assistant', text: 'reply' },
      { role: 'user', text: 'wrong' },
    ] as const
    expect(assemblePrompt({ ...parts, turns })).toEqual([
      { role: 'system', text: 'S', cacheMark: true },
      { role: 'user', text: 'O', cacheMark: true },
      { role: 'user', text: 'issue', cacheMark: true },
      { role: 'assistant', text: 'reply' },
      { role: 'user', text: 'F' },
      { role: 'user', text: 'wrong\n\nR' },
    ])
  })
})

it('shows files between fences', () => {
  expect(
    renderFiles(
      [
        { path: 'a', text: 'x' },
        { path: 'b', text: '' },
      ],
      '<source>',
    ),
  ).toBe('a\n<source>\nx\n</source>\n\nb\n<source>\n</source>')
})
