import { describe, expect, it } from 'vitest'
import { testCases, type ApplicationCase } from '../application-cases.contract.ts'
import { openFormat, renderFeedback, type EditFormatName } from '../index.ts'

const block = (path: string, search: string, replace: string): string =>
  `${path}\n\`\`\`python\n<<<<<<< SEARCH\n${search}=======\n${replace}>>>>>>> REPLACE\n\`\`\`\n`
const diff = (path: string, body: string): string =>
  `\`\`\`diff\n--- a/${path}\n+++ b/${path}\n@@\n${body}\`\`\`\n`
const patch = (body: string): string => `*** Begin Patch\n${body}*** End Patch\n`
const wholeFile = (path: string, body: string): string => `${path}\n\`\`\`python\n${body}\`\`\`\n`

const files = { 'a.py': 'x = 1\ny = 2\n', 'b.py': 'one\ntwo\nthree\nfour\n' }

function cases(name: EditFormatName, all: readonly Omit<ApplicationCase, 'files'>[]): void {
  testCases(
    openFormat(name),
    all.map((each) => ({ files, ...each })),
    (result) => renderFeedback({ applied: [], ...result }) ?? '',
  )
}

describe('a reply asked for blocks', () => {
  const a = block('a.py', 'x = 1\n', 'x = 3\n')
  const changed = { 'a.py': 'x = 3\ny = 2\n' }
  cases('search-replace', [
    {
      name: 'goes on with a diff of another file',
      reply: `${a}And:\n${diff('b.py', '-two\n+2\n')}`,
      wanted: { ...changed, 'b.py': 'one\n2\nthree\nfour\n' },
    },
    {
      name: 'goes on with a patch of another file',
      reply: `${a}${patch('*** Update File: b.py\n@@\n-two\n+2\n*** Add File: c.py\n+c\n')}`,
      wanted: { ...changed, 'b.py': 'one\n2\nthree\nfour\n', 'c.py': 'c\n' },
    },
    {
      name: 'goes on with a whole new file',
      reply: `${a}${wholeFile('c.py', 'c = 1\n')}`,
      wanted: { ...changed, 'c.py': 'c = 1\n' },
    },
    {
      name: 'goes on with the whole of another file',
      reply: `${a}${wholeFile('b.py', 'one\ntwo\n3\nfour\n')}`,
      wanted: { ...changed, 'b.py': 'one\ntwo\n3\nfour\n' },
    },
    {
      name: 'names a file by its path on another machine',
      reply:
        block('/testbed/a.py', 'x = 1\n', 'x = 3\n') +
        diff('/testbed/src/b.py', '-two\n+2\n').replace('b//', '/').replace('a//', '/'),
      wanted: { ...changed, 'b.py': 'one\n2\nthree\nfour\n' },
    },
    {
      name: 'names a file of another machine that is not one of these',
      reply: block('/etc/c.py', 'x = 1\n', 'x = 3\n'),
      refused: ['unsafe-path'],
    },
    {
      name: 'replaces a file of another machine as a whole',
      reply: block('/testbed/a.py', '', 'x = 3\n') + patch('*** Delete File: /testbed/b.py\n'),
      refused: ['unsafe-path', 'unsafe-path'],
    },
    { name: 'is a diff altogether', reply: diff('a.py', '-x = 1\n+x = 3\n'), wanted: changed },
    {
      name: 'is a patch in a shell command',
      reply: `\`\`\`bash\napply_patch <<'EOF'\n${patch('*** Update File: a.py\n@@\n-x = 1\n+x = 3\n')}EOF\n\`\`\`\n`,
      wanted: changed,
    },
    {
      name: 'explains itself by a diff of the same file',
      reply: `${a}That is:\n${diff('a.py', '-x = 1\n+x = 3\n')}`,
      wanted: changed,
      how: ['exact'],
    },
    {
      name: 'explains itself by a diff that comes first and says more',
      reply: `${diff('a.py', '-x = 1\n+x = 0\n-y = 2\n+y = 0\n')}But better:\n${a}`,
      wanted: changed,
      how: ['exact'],
    },
    {
      name: 'quotes a diff of an unknown file',
      reply: `${a}As upstream did:\n${diff('lib/other.py', '-q\n+r\n')}`,
      wanted: changed,
    },
    {
      name: 'quotes a diff without a path',
      reply: `${a}Roughly:\n\`\`\`diff\n-two\n+2\n\`\`\`\n`,
      wanted: changed,
    },
    {
      name: 'shows a piece of another file',
      reply: `${a}It is called here:\n\nb.py\n\`\`\`python\ntwo\n\`\`\`\n`,
      wanted: changed,
    },
    {
      name: 'shows code that a sentence names',
      reply: `${a}Try it with \`try_it.py\`:\n\`\`\`python\nrun()\n\`\`\`\n`,
      wanted: changed,
    },
    {
      name: 'writes a manual with a diff in it',
      reply: block('m.md', '', 'Write:\n\n```diff\n--- a/b.py\n+++ b/b.py\n@@\n-two\n+2\n```\n'),
      wanted: { 'm.md': 'Write:\n\n```diff\n--- a/b.py\n+++ b/b.py\n@@\n-two\n+2\n```\n' },
    },
    {
      name: 'has a diff that does not fit',
      reply: `${a}${diff('b.py', '-nothing like it\n+2\n')}`,
      wanted: changed,
      refused: ['not-found'],
    },
    {
      name: 'has a patch without a file',
      reply: `${a}${patch('@@\n-x\n+y\n')}`,
      wanted: changed,
      refused: ['no-hunk'],
    },
    {
      name: 'moves and changes a file by a diff',
      reply: `${a}\`\`\`diff\nrename from b.py\nrename to c.py\n--- a/b.py\n+++ b/c.py\n@@\n-two\n+2\n\`\`\`\n`,
      wanted: { ...changed, 'b.py': null, 'c.py': 'one\n2\nthree\nfour\n' },
    },
    {
      name: 'moves and changes a file by a patch',
      reply: `${a}${patch('*** Update File: b.py\n*** Move to: c.py\n@@\n-two\n+2\n')}`,
      wanted: { ...changed, 'b.py': null, 'c.py': 'one\n2\nthree\nfour\n' },
    },
    {
      name: 'moves a file by a diff',
      reply: `${a}\`\`\`diff\nrename from b.py\nrename to c.py\n\`\`\`\n`,
      wanted: { ...changed, 'b.py': null, 'c.py': files['b.py'] },
    },
  ])
})

describe('a reply asked for whole files', () => {
  const changed = { 'a.py': 'x = 3\ny = 2\n' }
  cases('whole', [
    { name: 'is a block', reply: block('a.py', 'x = 1\n', 'x = 3\n'), wanted: changed },
    { name: 'is a diff under a path', reply: `a.py\n${diff('a.py', '-x = 1\n+x = 3\n')}`, wanted: changed },
    {
      name: 'is a diff without its own path',
      reply: 'a.py\n```diff\n-x = 1\n+x = 3\n```\n',
      wanted: changed,
    },
    {
      name: 'writes a manual with blocks in it',
      reply: `m.md\n\`\`\`\`md\nWrite:\n\n${block('a.py', 'x = 1\n', 'x = 3\n')}\`\`\`\`\n`,
      wanted: { 'm.md': `Write:\n\n${block('a.py', 'x = 1\n', 'x = 3\n')}` },
    },
    {
      name: 'has a block beside a file',
      reply: `${wholeFile('b.py', 'one\n')}${block('a.py', 'x = 1\n', 'x = 3\n')}`,
      wanted: { ...changed, 'b.py': 'one\n' },
    },
  ])
})

describe('a reply asked for diffs or patches', () => {
  const changed = { 'a.py': 'x = 3\ny = 2\n' }
  for (const name of ['udiff', 'patch', 'search-replace-fenced'] as const)
    cases(name, [
      { name: `${name}: is a block`, reply: block('a.py', 'x = 1\n', 'x = 3\n'), wanted: changed },
      {
        name: `${name}: is a block in a fence that says diff`,
        reply: '```diff\na.py\n<<<<<<< SEARCH\nx = 1\n=======\nx = 3\n>>>>>>> REPLACE\n```\n',
        wanted: changed,
      },
      {
        name: `${name}: is a patch in a fence that says diff`,
        reply: `\`\`\`diff\n${patch('*** Update File: a.py\n@@\n-x = 1\n+x = 3\n')}\`\`\`\n`,
        wanted: changed,
      },
      { name: `${name}: is a diff`, reply: diff('a.py', '-x = 1\n+x = 3\n'), wanted: changed },
    ])
})

it('leaves the formats of recordings and comparisons alone', () => {
  expect(openFormat('search-replace-v0.35').parse(diff('a.py', '-x = 1\n+x = 3\n')).edits).toEqual([])
  expect(openFormat('search-replace-strict').parse(patch('*** Delete File: a.py\n')).edits).toEqual([])
})
