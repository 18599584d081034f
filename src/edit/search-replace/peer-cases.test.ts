import { describe, expect, it } from 'vitest'
import { runReply } from '../application-cases.contract.ts'
import { editFormats } from '../index.ts'

/** What aider's own tests of its block format ask for, case by case and in other words; see docs/formats/edits.md. */
const format = editFormats['search-replace']
const run = (reply: string, files: Readonly<Record<string, string>>) => runReply(format, reply, files)

function markers(search: string, replace: string): string {
  return `<<<<<<< SEARCH\n${search}=======\n${replace}>>>>>>> REPLACE\n`
}

const red = 'red\ngreen\n'
const toBlue = markers('red\n', 'blue\n')
const blue = 'blue\ngreen\n'

describe('which file a block is of', () => {
  const files = { 'one.py': red, 'two.py': 'x\n', 'pkg/three.py': 'deep red colour\n' }

  it.each([
    ['a path on a line of its own', `one.py\n\`\`\`\n${toBlue}\`\`\`\n`],
    ['the last of several paths', `\`\`\`python\ntwo.py\n\`\`\`\n\`\`\`\none.py\n\`\`\`\n${toBlue}`],
    ['a path behind a comment sign', `# one.py\n\`\`\`\n${toBlue}\`\`\`\n`],
  ])('%s', (_name, reply) => {
    expect(run(reply, files).changed).toEqual({ 'one.py': blue })
  })

  it('a bare name within the fence stands for the one file of that name that holds the text', () => {
    const reply = `\`\`\`python\nthree.py\n${markers('deep red colour\n', 'blue\n')}\`\`\`\n`
    expect(run(reply, files).changed).toEqual({ 'pkg/three.py': 'blue\n' })
  })

  it('a name that no file has is taken as it is, and said to be missing', () => {
    const { parsed, result } = run(`\`\`\`\nunknown.py\n${toBlue}\`\`\`\n`, files)
    expect(parsed.edits.map(({ path }) => path)).toEqual(['unknown.py'])
    expect(result.failures.map(({ kind }) => kind)).toEqual(['missing-file'])
  })

  it('deviation: a name that is only like a file’s is not that file', () => {
    expect(run(`one_py\n\`\`\`\n${toBlue}\`\`\`\n`, files).changed).toEqual({})
    expect(
      run(`win\\__init__.py\n\`\`\`\n${toBlue}\`\`\`\n`, { ...files, 'win/__init__.py': red }).changed,
    ).toEqual({})
  })
})

describe('what a text is wrapped in', () => {
  it.each([
    ['a name and a fence', 'one.py\n```\nred\n```\n', 'one.py\n```\nblue\n```\n'],
    ['a fence', '```\nred\n```\n', '```\nblue\n```\n'],
    ['nothing', 'red\n', 'blue\n'],
  ])('%s', (_name, search, replace) => {
    expect(run(`one.py\n${markers(search, replace)}`, { 'one.py': red }).changed).toEqual({ 'one.py': blue })
  })
})

describe('reading replies', () => {
  const edits = (reply: string, files: Readonly<Record<string, string>> = {}) =>
    run(reply, files).parsed.edits.map(({ path, readings: [{ search, replace }] }) => [path, search, replace])

  it.each([
    ['the path within the fence', `So:\n\n\`\`\`text\none.txt\n${toBlue}\`\`\`\n\nGood luck!\n`],
    ['the path above the fence', `So:\n\none.txt\n\`\`\`text\n${toBlue}\`\`\`\n\nGood luck!\n`],
    [
      'the path in a fence of its own, which is indented',
      ` \`\`\`python\none.txt\n\`\`\`\n\`\`\`python\n${toBlue}\`\`\`\n`,
    ],
    ['a fence that names C#', `\`\`\`csharp\none.txt\n${toBlue}\`\`\`\n`],
    ['no newline at its end', `one.txt\n${toBlue}`.trimEnd()],
  ])('%s', (_name, reply) => {
    expect(edits(reply)).toEqual([['one.txt', 'red\n', 'blue\n']])
  })

  it('a block that does not close', () => {
    const { parsed } = run('```text\none.txt\n<<<<<<< SEARCH\nred\n=======\nblue\n\n\nand so on\n', {})
    expect(parsed.problems.map(({ kind }) => kind)).toEqual(['incomplete-block'])
  })

  it('a block without a path', () => {
    const { parsed } = run(`So:\n\n\`\`\`text\n${toBlue}`, {})
    expect(parsed.problems.map(({ kind }) => kind)).toEqual(['missing-path'])
  })

  it('several blocks, each with its path and without a fence', () => {
    const reply = [1, 2, 3, 4]
      .map((nth) => `one.txt\n${markers(`  old ${nth}\n`, `  new ${nth}\n`)}`)
      .join('\n')
    expect(edits(reply.trimEnd()).map(([path]) => path)).toEqual(Array.from({ length: 4 }, () => 'one.txt'))
  })

  it('a second block in the same fence, which has no path', () => {
    const second = markers('text = """{\n  "a": "/^b$/"\n}"""\n', 'text = ""\n')
    expect(
      edits(`\`\`\`python\none.txt\n${toBlue}\n${second}\`\`\`\nThat is all.\n`).map(([path]) => path),
    ).toEqual(['one.txt', 'one.txt'])
  })

  it('a second block behind dots', () => {
    const reply = `\`\`\`text\none.txt\n${toBlue}\n...\n\n${markers('green\n', 'grey\n')}\`\`\`\n`
    expect(edits(reply)).toEqual([
      ['one.txt', 'red\n', 'blue\n'],
      ['one.txt', 'green\n', 'grey\n'],
    ])
  })

  it('a new file beside one of the same folder', () => {
    const reply = `a/b/new.txt\n\`\`\`\n${markers('', 'x\n')}\`\`\`\nand\n\na/b/old.txt\n\`\`\`\n${toBlue}\`\`\`\n`
    expect(edits(reply, { 'a/b/old.txt': red }).map(([path]) => path)).toEqual(['a/b/new.txt', 'a/b/old.txt'])
  })

  it('three ticks where four were asked for', () => {
    const reply = `one.txt\n\`\`\`text\n${markers('', 'x\n')}\`\`\`\n`
    const { edits: read } = format.parse(reply, { fence: '````' })
    expect(read.map(({ path, readings }) => [path, readings[0]])).toEqual([
      ['one.txt', { search: '', replace: 'x\n' }],
    ])
  })

  it('a shell script, which is a file and no command', () => {
    const script = '#!/bin/sh\nif [ "$#" -ne 1 ]; then\n  exit 1\nfi\necho "$1"\n'
    const { changed, parsed } = run(`\`\`\`sh\nrun.sh\n${markers('', script)}\`\`\`\n`, {})
    expect(changed).toEqual({ 'run.sh': script })
    expect(parsed.commands).toEqual([])
  })
})

describe('white space', () => {
  it.each([
    [
      'left out, at several depths',
      '\n    a1\n    b2\n        c3\n    d4\n',
      'b2\n    c3\n',
      'B2\n    C3\n',
      '\n    a1\n    B2\n        C3\n    d4\n',
    ],
    ['left out', '    a1\n    b2\n    c3\n', 'a1\nb2\n', 'A1\nB2\n', '    A1\n    B2\n    c3\n'],
    [
      'left out in part',
      '    a1\n    b2\n    c3\n',
      ' a1\n b2\n',
      ' A1\n     B2\n',
      '    A1\n        B2\n    c3\n',
    ],
    [
      'left out below a blank line',
      '    a1\n    b2\n    c3\n',
      '\n  a1\n  b2\n',
      '  A1\n  B2\n',
      '    A1\n    B2\n    c3\n',
    ],
  ])('%s', (...[, file, search, replace, wanted]) => {
    expect(run(`a.py\n${markers(search, replace)}`, { 'a.py': file }).changed).toEqual({ 'a.py': wanted })
  })
})

describe('several places', () => {
  it.each([
    ['deviation: equal ones are not guessed at', 'a1\nb2\na1\nc3\n'],
    ['deviation: nor are equal ones in another indent', '    a1\n    b2\n    a1\n    c3\n'],
  ])('%s', (_name, file) => {
    const { result, changed } = run(`a.py\n${markers('a1\n', 'A1\n')}`, { 'a.py': file })
    expect([changed, result.failures.map(({ kind, places }) => [kind, places])]).toEqual([
      {},
      [['ambiguous', [1, 3]]],
    ])
  })
})

describe('from reply to files', () => {
  it('a new file leaves the others alone', () => {
    expect(run(`So:\n\nnew.txt\n${markers('', 'fresh\n')}\n`, { 'one.txt': red }).changed).toEqual({
      'new.txt': 'fresh\n',
    })
  })

  it('an edit, of which nothing is written until the caller does', () => {
    const files = { 'one.txt': 'a\nred\nc\n' }
    expect(run(`So:\n\none.txt\n${toBlue}\n`, files).changed).toEqual({ 'one.txt': 'a\nblue\nc\n' })
    expect(files).toEqual({ 'one.txt': 'a\nred\nc\n' })
  })

  it.each([
    ['a sign too few', 'One sample sentence.\nAnother line.\n', 'One sample sentence\n'],
    [
      'another word',
      'One sample sentence.\nAnother line of words.\n',
      'One sample sentence\nAnother line of wrds.\n',
    ],
  ])('what is only like the text is told and not replaced: %s', (_name, file, search) => {
    const { result, changed } = run(`one.txt\n${markers(search, 'x\ny\n')}`, { 'one.txt': file })
    expect([changed, result.failures.map(({ kind }) => kind)]).toEqual([{}, ['not-found']])
    expect(result.failures[0]?.nearMiss?.line).toBe(1)
  })
})
