import { describe } from 'vitest'
import { testCases, type ApplicationCase } from '../application-cases.contract.ts'
import { editFormats, renderFeedback } from '../index.ts'

const greet =
  'import sys\n\n\ndef greet(name):\n    text = "hello " + name\n    print(text)\n    return text\n'
function diff(body: string, path = 'a.py'): string {
  return `Here it is.\n\n\`\`\`diff\n--- a/${path}\n+++ b/${path}\n${body}\`\`\`\n`
}

function cases(all: readonly ApplicationCase[]): void {
  testCases(editFormats.udiff, all, (result) => renderFeedback({ applied: [], ...result }) ?? '')
}

describe('headers', () => {
  const change = '-    print(text)\n+    print(text, file=sys.stderr)\n'
  const wanted = { 'a.py': greet.replace('print(text)', 'print(text, file=sys.stderr)') }
  const files = { 'a.py': greet }
  cases([
    {
      name: 'a whole one',
      files,
      reply: diff(
        `@@ -5,3 +5,3 @@ def greet(name):\n     text = "hello " + name\n${change}     return text\n`,
      ),
      wanted,
      how: ['exact'],
    },
    {
      name: 'wrong line numbers',
      files,
      reply: diff(`@@ -95,30 +92,1 @@\n     text = "hello " + name\n${change}`),
      wanted,
    },
    { name: 'no line numbers', files, reply: diff(`@@ ... @@\n${change}     return text\n`), wanted },
    { name: 'nothing but the signs', files, reply: diff(`@@\n${change}     return text\n`), wanted },
    {
      name: 'a function in place of the numbers',
      files,
      reply: diff(`@@ def greet(name):\n${change}     return text\n`),
      wanted,
    },
    { name: 'no hunk header', files, reply: diff(`     text = "hello " + name\n${change}`), wanted },
    {
      name: 'paths without a/ and b/',
      files,
      reply: `\`\`\`diff\n--- a.py\n+++ a.py\n@@\n${change}\`\`\`\n`,
      wanted,
    },
    {
      name: 'paths with dates',
      files,
      reply: `\`\`\`diff\n--- a.py\t2026-01-01 10:00:00\n+++ a.py 2026-01-02 10:00:00.000 +0100\n@@\n${change}\`\`\`\n`,
      wanted,
    },
    {
      name: 'only the +++ line',
      files,
      reply: `\`\`\`diff\n+++ b/a.py\n@@ -1 +1 @@\n${change}\`\`\`\n`,
      wanted,
    },
    {
      name: 'only the --- line',
      files,
      reply: `\`\`\`diff\n--- a/a.py\n@@ -1 +1 @@\n${change}\`\`\`\n`,
      wanted,
    },
    {
      name: 'a path above the fence',
      files: { ...files, 'b.py': 'x\n' },
      reply: `\`a.py\`:\n\n\`\`\`diff\n@@\n${change}\`\`\`\n`,
      wanted,
    },
    { name: 'no path but a single file', files, reply: `\`\`\`diff\n${change}\`\`\`\n`, wanted },
    {
      name: 'no path and several files',
      files: { ...files, 'b.py': 'x\n' },
      reply: `\`\`\`diff\n${change}\`\`\`\n`,
      refused: ['missing-path'],
      told: 'which file',
    },
    {
      name: 'git lines',
      files,
      reply: `\`\`\`diff\ndiff --git a/a.py b/a.py\nindex 123..456 100644\n--- a/a.py\n+++ b/a.py\n@@ -6 +6 @@\n${change}\`\`\`\n`,
      wanted,
    },
    {
      name: 'no fence',
      files,
      reply: `The patch:\n\n--- a/a.py\n+++ b/a.py\n@@ -6 +6 @@\n${change}\nThat is all.\n`,
      wanted,
    },
    {
      name: 'a fence that does not say diff',
      files,
      reply: `\`\`\`\n--- a/a.py\n+++ b/a.py\n@@\n${change}\`\`\`\n`,
      wanted,
    },
    {
      name: 'a mail around it',
      files,
      reply: `\`\`\`diff\n--- a/a.py\n+++ b/a.py\n@@\n${change}-- \n2.43.0\n\`\`\`\n`,
      wanted,
    },
    {
      name: 'a fence that never closes',
      files,
      reply: `\`\`\`diff\n--- a/a.py\n+++ b/a.py\n@@\n${change}`,
      wanted,
    },
    {
      name: 'a diff in a list',
      files,
      reply: `1. Do this:\n   \`\`\`diff\n   --- a/a.py\n   +++ b/a.py\n   @@\n${change.replaceAll(/^/gm, '   ').trimEnd()}\n   \`\`\`\n`,
      wanted,
    },
    {
      name: 'a path with spaces',
      files: { 'my dir/a b.py': greet },
      reply: `\`\`\`diff\n--- my dir/a b.py\n+++ my dir/a b.py\n@@ ... @@\n${change}\`\`\`\n`,
      wanted: { 'my dir/a b.py': wanted['a.py'] },
    },
    {
      name: 'a quoted path',
      files: { 'ä.py': greet },
      reply: `\`\`\`diff\n--- "a/\\303\\244.py"\n+++ "b/\\303\\244.py"\n@@\n${change}\`\`\`\n`,
      wanted: { 'ä.py': wanted['a.py'] },
    },
    {
      name: 'a folder that is named like a prefix',
      files: { 'b/a.py': greet },
      reply: `\`\`\`diff\n--- b/a.py\n+++ b/a.py\n@@\n${change}\`\`\`\n`,
      wanted: { 'b/a.py': wanted['a.py'] },
    },
    {
      name: 'two paths of which one exists',
      files,
      reply: `\`\`\`diff\n--- a/a.py.orig\n+++ b/a.py\n@@\n${change}\`\`\`\n`,
      wanted,
    },
    { name: 'nothing marked', files, reply: diff('@@\n     print(text)\n'), refused: ['no-hunk'] },
  ])
})

describe('whole files', () => {
  cases([
    {
      name: 'a new one',
      files: {},
      reply: '```diff\n--- /dev/null\n+++ b/new/a.py\n@@ -0,0 +1,2 @@\n+x = 1\n+\n```\n',
      wanted: { 'new/a.py': 'x = 1\n\n' },
      how: ['new-file'],
    },
    {
      name: 'a new one without signs',
      files: {},
      reply: '```diff\n--- /dev/null\n+++ file.txt\n@@ ... @@\n-Old\n+New\n```\n',
      wanted: { 'file.txt': 'New\n' },
    },
    {
      name: 'a new one where one is',
      files: { 'a.py': 'x\n' },
      reply: '```diff\n--- /dev/null\n+++ b/a.py\n@@ -0,0 +1 @@\n+y\n```\n',
      refused: ['file-exists'],
      told: 'a file of that name exists',
    },
    {
      name: 'one that goes',
      files: { 'a.py': 'x\ny\n' },
      reply: '```diff\n--- a/a.py\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-x\n-y\n```\n',
      wanted: { 'a.py': null },
      how: ['deleted'],
    },
    {
      name: 'one that goes by its mode',
      files: { 'a.py': '' },
      reply: '```diff\ndiff --git a/a.py b/a.py\ndeleted file mode 100644\n```\n',
      wanted: { 'a.py': null },
    },
    {
      name: 'one that goes and reads otherwise',
      files: { 'a.py': 'something else\n' },
      reply: '```diff\n--- a/a.py\n+++ /dev/null\n@@\n-def compute(value):\n-    return value\n```\n',
      refused: ['not-found'],
    },
    {
      name: 'one that goes and is not there',
      files: {},
      reply: '```diff\n--- a/a.py\n+++ /dev/null\n@@\n-x\n```\n',
      refused: ['missing-file'],
    },
    {
      name: 'one that moves',
      files: { 'a.py': 'x\n' },
      reply:
        '```diff\ndiff --git a/a.py b/lib/b.py\nsimilarity index 100%\nrename from a.py\nrename to lib/b.py\n```\n',
      wanted: { 'a.py': null, 'lib/b.py': 'x\n' },
      how: ['moved'],
    },
    {
      name: 'one that moves and changes',
      files: { 'a.py': 'x\n' },
      reply:
        '```diff\ndiff --git a/a.py b/b.py\nrename from a.py\nrename to b.py\n--- a/a.py\n+++ b/b.py\n@@ -1 +1 @@\n-x\n+y\n```\n',
      wanted: { 'a.py': null, 'b.py': 'y\n' },
    },
    {
      name: 'one that moves and fails to change',
      files: { 'a.py': 'x\n' },
      reply:
        '```diff\ndiff --git a/a.py b/b.py\nrename from a.py\nrename to b.py\n@@ -1 +1 @@\n-nothing like it\n+y\n```\n',
      refused: ['not-found', 'held-back'],
    },
    {
      name: 'one that moves onto another',
      files: { 'a.py': 'x\n', 'b.py': 'y\n' },
      reply: '```diff\nrename from a.py\nrename to b.py\n```\n',
      refused: ['file-exists'],
    },
    {
      name: 'two names without a rename',
      files: { 'a.py': 'x\n' },
      reply: '```diff\n--- a/a.py\n+++ b/b.py\n@@\n-x\n+y\n```\n',
      wanted: { 'a.py': 'y\n' },
    },
    {
      name: 'one that goes without its text, before another',
      files: { 'a.py': 'x\n', 'b.py': 'y\n' },
      reply: '```diff\n--- a/a.py\n+++ /dev/null\n--- a/b.py\n+++ b/b.py\n@@\n-y\n+y1\n```\n',
      wanted: { 'a.py': null, 'b.py': 'y1\n' },
    },
    {
      name: 'several files in one fence',
      files: { 'a.py': 'x\n', 'b.py': 'y\n' },
      reply: '```diff\n--- a/a.py\n+++ b/a.py\n@@\n-x\n+x1\n--- a/b.py\n+++ b/b.py\n@@\n-y\n+y1\n```\n',
      wanted: { 'a.py': 'x1\n', 'b.py': 'y1\n' },
    },
    {
      name: 'several fences, the second without a path',
      files: { 'a.py': 'x\nz\n', 'b.py': 'y\n' },
      reply: `${diff('@@\n-x\n+x1\n')}and\n\`\`\`diff\n@@\n-z\n+z1\n\`\`\`\n`,
      wanted: { 'a.py': 'x1\nz1\n' },
    },
    {
      name: 'a file that is not there',
      files: { 'b.py': 'y\n' },
      reply: diff('@@\n-x\n+y\n'),
      refused: ['missing-file'],
    },
    {
      name: 'one that is not text',
      files: { 'a.py': 'a\0b\n' },
      reply: diff('@@\n-a\n+b\n'),
      refused: ['not-text'],
    },
    {
      name: 'a binary diff',
      files: { 'a.png': 'x\n' },
      reply: '```diff\ndiff --git a/a.png b/a.png\nBinary files a/a.png and b/a.png differ\n```\n',
      refused: ['binary'],
    },
  ])
})

describe('paths', () => {
  cases(
    ['../x.py', '/etc/x.py', '.git/hooks/x', 'a/../../x.py', 'C:/x.py'].map((path) => ({
      name: `never writes ${path}`,
      files: {},
      reply: `\`\`\`diff\n--- /dev/null\n+++ ${path}\n@@ -0,0 +1 @@\n+x\n\`\`\`\n`,
      refused: ['unsafe-path'],
    })),
  )
  cases([
    {
      name: 'never moves a file out',
      files: { 'a.py': 'x\n' },
      reply: '```diff\nrename from a.py\nrename to ../a.py\n```\n',
      refused: ['unsafe-path'],
      told: 'its new path ../a.py leaves the repository',
    },
    {
      name: 'never deletes outside',
      files: {},
      reply: '```diff\n--- /etc/passwd\n+++ /dev/null\n@@\n-x\n```\n',
      refused: ['unsafe-path'],
    },
  ])
})

describe('text that is no edit', () => {
  cases([
    { name: 'prose', files: { 'a.py': 'x\n' }, reply: 'The file a.py has a bug.\n\n- one\n- two\n' },
    { name: 'code', files: { 'a.py': 'x\n' }, reply: 'Look:\n```python\nx = 1\n- y\n```\n' },
    { name: 'a rule', files: { 'a.py': 'x\n' }, reply: 'One\n\n---\n\nTwo\n' },
  ])
})
