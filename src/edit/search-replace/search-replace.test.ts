import { describe, expect, it } from 'vitest'
import type { ApplyOptions, Files, ParseOptions } from '../index.ts'
import { editFormats } from '../index.ts'

const format = editFormats['search-replace']

function fileSet(files: Readonly<Record<string, string | Uint8Array>>): Files {
  const encode = (content: string | Uint8Array): Uint8Array =>
    typeof content === 'string' ? new TextEncoder().encode(content) : content
  return new Map(
    Object.entries(files).map(([path, content]) => [path, { bytes: encode(content), mode: 0o755 }]),
  )
}

interface Setup extends ParseOptions, ApplyOptions {}

function run(reply: string, files: Readonly<Record<string, string | Uint8Array>>, options: Setup = {}) {
  const before = fileSet(files)
  const chatFiles = options.chatFiles ?? Object.keys(files)
  const parsed = format.parse(reply, { chatFiles, isFile: (path) => before.has(path), ...options })
  const result = format.apply(parsed.edits, before, { chatFiles, problems: parsed.problems, ...options })
  const text = (path: string): string | null => {
    const file = result.files.get(path)
    return file === undefined ? null : Buffer.from(file.bytes).toString('utf8')
  }
  return { parsed, result, text }
}

function block(path: string, search: string, replace: string): string {
  return `${path}\n\`\`\`\n<<<<<<< SEARCH\n${search}=======\n${replace}>>>>>>> REPLACE\n\`\`\`\n`
}

describe('dividers inside content', () => {
  const rst = 'Title\n=======\n\nBody\n'

  it('keeps an underline that the search and the replacement hold', () => {
    const { text } = run(block('a.rst', 'Title\n=======\n', 'New title\n=======\n'), { 'a.rst': rst })
    expect(text('a.rst')).toBe('New title\n=======\n\nBody\n')
  })

  it('keeps an underline that only the replacement holds', () => {
    const { text } = run(block('a.rst', 'Body\n', 'Part\n=======\n\nBody\n'), { 'a.rst': rst })
    expect(text('a.rst')).toBe('Title\n=======\n\nPart\n=======\n\nBody\n')
  })

  it.each([5, 6, 8, 9, 12])('keeps an underline of %i signs', (width) => {
    const line = '='.repeat(width)
    const { text } = run(block('a.rst', `Old\n${line}\n`, `New\n${line}\n`), { 'a.rst': `Old\n${line}\n` })
    expect(text('a.rst')).toBe(`New\n${line}\n`)
  })

  it('makes a new file with an overline', () => {
    const { text } = run(block('n.rst', '', '=======\nTitle\n=======\n'), {})
    expect(text('n.rst')).toBe('=======\nTitle\n=======\n')
  })

  it.each([
    ['behind new text', 'old = 1\n', 'new = compute(1)\n=======\n', 'new = compute(1)\n'],
    ['in place of all text', 'old = 1\n', '=======\n', ''],
    ['as the underline that it is', 'old = 1\n', 'Title\n=======\n', 'Title\n=======\n'],
  ])('takes a second divider for what it is %s', (...[, search, replace, wanted]) => {
    expect(run(block('a.py', search, replace), { 'a.py': 'old = 1\n' }).text('a.py')).toBe(wanted)
  })

  it('leaves a conflict marker alone', () => {
    const before = '<<<<<<< HEAD\na\n=======\nb\n>>>>>>> main\n'
    const { text } = run(block('a.txt', before, 'a\n'), { 'a.txt': before })
    expect(text('a.txt')).toBe('a\n')
  })

  it('does not take half of a block whose text holds a closing line', () => {
    const reply = block('a.md', 'x\n', 'write\n>>>>>>> REPLACE\nto end a block\n')
    const { parsed, result } = run(reply, { 'a.md': 'x\n' })
    expect(parsed.problems.map(({ kind }) => kind)).toEqual(['stray-marker'])
    expect(result.files.size).toBe(0)
  })
})

describe('which file', () => {
  it('never turns an edit of one existing file to another', () => {
    const files = { 'lib/tests/test_colors.py': 'x = 1\n', 'lib/colors.py': 'y = 2\n' }
    const { result } = run(block('lib/tests/test_colors.py', 'y = 2\n', 'y = 3\n'), files, {
      chatFiles: ['lib/colors.py'],
    })
    expect(result.files.size).toBe(0)
    expect(result.failures[0]?.nearMiss?.path).toBe('lib/colors.py')
  })

  it.each([
    'File: `a/b.py`',
    'Update a/b.py as follows:',
    '### a/b.py',
    '**a/b.py**:',
    '1. `a/b.py`',
    '// a/b.py',
    './a/b.py',
  ])('reads the path out of %j', (line) => {
    const { text } = run(block(line, 'x\n', 'y\n'), { 'a/b.py': 'x\n' })
    expect(text('a/b.py')).toBe('y\n')
  })

  it.each([
    'Here is the change for the new module:',
    'python',
    'Update a/new.py as follows',
    'e.g. this one',
  ])('makes no file out of %j', (line) => {
    const { parsed, result } = run(block(line, '', 'x\n'), {})
    expect(parsed.problems[0]?.kind).toBe('missing-path')
    expect(result.files.size).toBe(0)
  })

  it('reads a path inside the fence, and one with spaces', () => {
    const fenced = '```\nmy notes/a b.txt\n<<<<<<< SEARCH\nx\n=======\ny\n>>>>>>> REPLACE\n```\n'
    expect(run(fenced, { 'my notes/a b.txt': 'x\n' }).text('my notes/a b.txt')).toBe('y\n')
  })

  it('goes on with the file of the block before, but never puts new text there after prose', () => {
    const first = block('a.py', 'x\n', 'y\n')
    const bare = '```\n<<<<<<< SEARCH\nz\n=======\nw\n>>>>>>> REPLACE\n```\n'
    expect(run(`${first}Then:\n${bare}`, { 'a.py': 'x\nz\n' }).text('a.py')).toBe('y\nw\n')
    const fresh = '```\n<<<<<<< SEARCH\n=======\nw\n>>>>>>> REPLACE\n```\n'
    const { parsed } = run(`${first}And a new test:\n${fresh}`, { 'a.py': 'x\n' })
    expect(parsed.problems[0]?.kind).toBe('missing-path')
  })

  it('says so when a path that does not exist stands for the one file of that name', () => {
    const search = 'def compute():\n'
    const { result } = run(block('b.py', search, 'def run():\n'), { 'a/b.py': search })
    expect(result.applied[0]).toMatchObject({ path: 'a/b.py', how: 'other-file' })
    expect(result.applied[0]?.note).toContain('a/b.py')
  })
})

it('takes the indent of a block in a list off its text', () => {
  const reply =
    '1. n.py\n   ```\n   <<<<<<< SEARCH\n   =======\n   if x:\n       y()\n   >>>>>>> REPLACE\n   ```\n'
  expect(run(reply, {}).text('n.py')).toBe('if x:\n    y()\n')
})

describe('finding the place', () => {
  it.each([
    ['trailing spaces', 'a  \nb\n', 'a\nb\n', 'a\nc\n', 'a  \nc\n'],
    [
      'indent left out',
      '    if x:\n        y()\n',
      'if x:\n    y()\n',
      'if x:\n    z()\n',
      '    if x:\n        z()\n',
    ],
    [
      'tabs for spaces',
      '\tif x:\n\t\ty()\n',
      '    if x:\n        y()\n',
      '    if x:\n        z()\n',
      '\tif x:\n\t\tz()\n',
    ],
    [
      'too deep',
      'if x:\n    y()\n',
      '    if x:\n        y()\n',
      '    if x:\n        z()\n',
      'if x:\n    z()\n',
    ],
    [
      'indent lost in the search',
      '    if x:\n        y()\n',
      'if x:\n    y()\n',
      '    if x:\n        z(1)\n',
      '    if x:\n        z(1)\n',
    ],
    [
      'indent lost in the first line',
      '    if x:\n        y()\n',
      'if x:\n        y()\n',
      'if x:\n        y()\n    else:\n        z()\n',
      '    if x:\n        y()\n    else:\n        z()\n',
    ],
    ['blank line too few', 'a = 1\n\nb = 2\n', 'a = 1\nb = 2\n', 'a = 1\nb = 3\n', 'a = 1\nb = 3\n'],
    ['blank line first', 'aa\nbb\n', '\naa\nbb\n', '\naa\ncc\n', 'aa\ncc\n'],
    ['blank line kept', 'aa\n\nbb\ncc\n', 'aa\nbb\ncc\n', 'aa\nbb\ndd\n', 'aa\n\nbb\ndd\n'],
    ['spaces within', 'call(first, second)\n', 'call( first,second )\n', 'call(third)\n', 'call(third)\n'],
    ['line breaks', '  f(first, second)\n', 'f(first,\n  second)\n', 'f(second)\n', '  f(second)\n'],
    ['part of a line', 'x = compute(1) + 3\n', 'compute(1)\n', 'compute(2)\n', 'x = compute(2) + 3\n'],
    ['elision', 'a1\nb1\nc1\nd1\n', 'a1\n...\nd1\n', 'a2\n...\nd2\n', 'a2\nb1\nc1\nd2\n'],
    [
      'typeset marks',
      's = “a – b”  # it’s\nyy = 1\n',
      's = "a - b"  # it\'s\nyy = 1\n',
      's = "a - b"  # it\'s\nyy = 2\n',
      's = “a – b”  # it’s\nyy = 2\n',
    ],
    [
      'typeset marks of a line that changes',
      '  # don’t – as of\u00A0now\n',
      "# don't - as of now\n",
      "# don't - as of then\n",
      '  # don’t – as of\u00A0then\n',
    ],
    ['plain marks', 'say("it\'s")\n', 'say(“it’s”)\n', 'say(“it’s”, 2)\n', 'say("it\'s", 2)\n'],
    ['fenced text', 'xx\n', '```\nxx\n```\n', '```\nyy\n```\n', 'yy\n'],
  ])('bridges %s', (...[, file, search, replace, wanted]) => {
    expect(run(block('a.py', search, replace), { 'a.py': file }).text('a.py')).toBe(wanted)
  })

  it('never lets a deep search add garbage to lines that are not indented', () => {
    const { result } = run(block('a.py', '    foo()\n', 'bar()\n'), { 'a.py': '  foo()\n' })
    expect(result.files.size).toBe(0)
  })

  it('does not match elided pieces inside lines', () => {
    const { result } = run(block('a.py', 'ne\n...\nthree\n', 'x\n...\ny\n'), { 'a.py': 'one\ntwo\nthree\n' })
    expect(result.files.size).toBe(0)
  })

  it('does not cut words', () => {
    const { result } = run(block('a.py', 'value\n', 'other\n'), { 'a.py': 'x = revalued\n' })
    expect(result.failures[0]?.kind).toBe('not-found')
  })

  it('reports equal places with their lines', () => {
    const { result } = run(block('a.py', 'x\n', 'y\n'), { 'a.py': 'x\na\nx\n' })
    expect(result.failures[0]).toMatchObject({ kind: 'ambiguous', places: [1, 3] })
    expect(result.outcome).toBe('none')
  })

  it('takes all equal places when the reply changes each', () => {
    const reply = block('a.py', 'x\n', 'y\n').repeat(2)
    expect(run(reply, { 'a.py': 'x\na\nx\n' }).text('a.py')).toBe('y\na\ny\n')
  })

  it('takes any of several places when the file comes out the same', () => {
    const { text, result } = run(block('a.py', 'x\n', ''), { 'a.py': 'x\nx\na\n' })
    expect(text('a.py')).toBe('x\na\n')
    expect(result.applied[0]?.note).toContain('equal places')
  })
})

describe('what is already there', () => {
  it('takes a block sent again for done', () => {
    const { result } = run(block('a.py', 'return 1\n', 'return compute()\n'), {
      'a.py': 'return compute()\n',
    })
    expect(result.applied[0]?.how).toBe('already-applied')
    expect(result).toMatchObject({ outcome: 'full', failures: [] })
    expect(result.files.size).toBe(0)
  })

  it('does not insert the same lines twice', () => {
    const reply = block('a.py', 'import os\n', 'import os\nimport subprocess\n')
    expect(run(reply, { 'a.py': 'import os\nimport subprocess\n' }).result.files.size).toBe(0)
  })

  it('applies an indent fix although its text is there in another indent', () => {
    const reply = block('a.py', 'if x:\n    compute()\n', 'compute()\n')
    expect(run(reply, { 'a.py': '    if x:\n        compute()\n' }).text('a.py')).toBe('    compute()\n')
  })

  it('takes equal search and replacement for no change', () => {
    expect(run(block('a.py', 'x\n', 'x\n'), { 'a.py': 'x\n' }).result.applied[0]?.how).toBe('no-change')
  })
})

describe('what a file keeps', () => {
  it('deletes all of a file’s text', () => {
    expect(run(block('a.py', 'x\ny\n', ''), { 'a.py': 'x\ny\n' }).text('a.py')).toBe('')
  })

  it.each([
    ['CRLF', 'a\r\nb\r\n', 'a\r\nc\r\nd\r\n'],
    ['no final newline', 'a\nb', 'a\nc\nd'],
    ['CRLF without a final newline', 'a\r\nb', 'a\r\nc\r\nd'],
    ['CRLF before a last line', 'x\r\na\r\nb', 'x\r\na\r\nc\r\nd'],
    ['a byte order mark', '\ufeffa\nb\n', '\ufeffa\nc\nd\n'],
    ['mixed line ends', 'x\r\na\nb\n', 'x\r\na\nc\nd\n'],
  ])('keeps %s', (_name, file, wanted) => {
    expect(run(block('a.py', 'a\nb\n', 'a\nc\nd\n'), { 'a.py': file }).text('a.py')).toBe(wanted)
  })

  it('keeps the mode, and bytes that are not UTF-8', () => {
    const bytes = Uint8Array.from([0xe9, 10, 0x61, 10])
    const { result } = run(block('a.py', 'a\n', 'b\n'), { 'a.py': bytes })
    expect(result.files.get('a.py')).toEqual({ bytes: Buffer.from([0xe9, 10, 0x62, 10]), mode: 0o755 })
    expect(run(block('a.py', 'a\n', '…\n'), { 'a.py': bytes }).result.failures[0]?.kind).toBe('not-text')
  })

  it('takes blanks off the end of a line where that is the change', () => {
    expect(run(block('a.py', 'a  \nb\n', 'a\nb\n'), { 'a.py': 'a  \nb\n' }).text('a.py')).toBe('a\nb\n')
  })

  it('fills an empty file with plain line ends', () => {
    expect(run(block('a.py', '', 'x\ny\n'), { 'a.py': '' }).text('a.py')).toBe('x\ny\n')
  })

  it('leaves binary files alone', () => {
    const { result } = run(block('a.bin', 'a\n', 'b\n'), { 'a.bin': Uint8Array.from([0x61, 10, 0]) })
    expect(result.failures[0]?.kind).toBe('not-text')
  })

  it('does not take a search of blank lines for the end of the file', () => {
    const { result } = run(block('a.py', '\n', 'x\n'), { 'a.py': 'a\n\nb\n\nc\n' })
    expect(result.failures[0]?.kind).toBe('ambiguous')
    expect(run(block('a.py', '\n', 'x\n'), { 'a.py': 'a\n\nb\n' }).text('a.py')).toBe('a\nx\nb\n')
  })

  it('adds to the end only what is new', () => {
    expect(run(block('a.py', '', 'def g(): pass\n'), { 'a.py': 'def f(): pass' }).text('a.py')).toBe(
      'def f(): pass\ndef g(): pass\n',
    )
    const body = 'first line\nsecond line\nthird line\nfourth line\n'
    const { result } = run(block('a.py', '', `${body}fifth line\n`), { 'a.py': `${body}sixth line\n` })
    expect(result.failures[0]?.kind).toBe('blank-search')
  })
})

describe('whole replies', () => {
  const good = block('a.py', 'x\n', 'y\n')

  it('applies good blocks and returns bad ones with the nearest text', () => {
    const reply = good + block('b.py', 'def compute(value):\n    return 1\n', 'pass\n')
    const files = { 'a.py': 'x\n', 'b.py': 'import os\n\ndef compute(values):\n    return 2\n' }
    const { result, text } = run(reply, files)
    expect(text('a.py')).toBe('y\n')
    expect(result.outcome).toBe('partial')
    expect(result.failures[0]?.nearMiss).toMatchObject({ path: 'b.py', line: 3, endLine: 4 })
  })

  it('changes nothing when all or none shall apply', () => {
    const reply = good + block('b.py', 'nothing like it\n', 'pass\n')
    const { result } = run(reply, { 'a.py': 'x\n', 'b.py': 'z\n' }, { allOrNothing: true })
    expect(result).toMatchObject({ outcome: 'none', applied: [] })
    expect(result.files.size).toBe(0)
    expect(result.failures.map(({ kind }) => kind)).toEqual(['not-found', 'held-back'])
  })

  it('reports a block that was cut off and keeps those before it', () => {
    const cut = `${good}a.py\n\`\`\`\n<<<<<<< SEARCH\ny\n=======\nhalf of`
    const { parsed, text } = run(cut, { 'a.py': 'x\n' }, { cutShort: true })
    expect(parsed.problems).toMatchObject([{ kind: 'cut-short', line: 11 }])
    expect(text('a.py')).toBe('y\n')
  })

  it('lists commands and runs none', () => {
    const { parsed } = run('Do this:\n```bash\n# tidy\n$ rm -rf build\nmake \\\n  all\n```\n', {})
    expect(parsed.commands).toEqual([
      { command: 'rm -rf build', line: 4 },
      { command: 'make \\\nall', line: 5 },
    ])
  })

  it.each(['../x.py', '/etc/x.py', 'a/../../x.py', '.git/hooks/x.sh', '.GIT/config.py', 'C:/x.py', '~/x.py'])(
    'refuses %s',
    (path) => {
      const { result } = run(block(path, '', 'x\n'), {})
      expect(result.failures[0]?.kind).toBe('unsafe-path')
      expect(result.files.size).toBe(0)
    },
  )
})
