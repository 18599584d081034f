import { describe } from 'vitest'
import { testCases, type ApplicationCase } from '../application-cases.contract.ts'
import { editFormats, renderFeedback } from '../index.ts'

const greet =
  'import sys\n\n\ndef greet(name):\n    text = "hello " + name\n    print(text)\n    return text\n'
const twins =
  'class A:\n    def run(self):\n        self.count = 0\n        return self.count\n\n\nclass B:\n    def run(self):\n        self.count = 0\n        return self.count\n'

function diff(body: string, path = 'a.py'): string {
  return `Here it is.\n\n\`\`\`diff\n--- a/${path}\n+++ b/${path}\n${body}\`\`\`\n`
}

function cases(all: readonly ApplicationCase[]): void {
  testCases(editFormats.udiff, all, (result) => renderFeedback({ applied: [], ...result }) ?? '')
}

describe('lines', () => {
  cases([
    {
      name: 'context that lost its blank',
      files: { 'a.py': greet },
      reply: diff(
        '@@\n    text = "hello " + name\n-    print(text)\n+    print(text.upper())\n    return text\n',
      ),
      wanted: { 'a.py': greet.replace('print(text)', 'print(text.upper())') },
    },
    {
      name: 'context some of which lost its blank',
      files: { 'a.py': greet },
      reply: diff(
        '@@\n     text = "hello " + name\n-    print(text)\n+    if text:\n+        print(text)\n    return text\n',
      ),
      wanted: { 'a.py': greet.replace('    print(text)', '    if text:\n        print(text)') },
    },
    {
      name: 'unindented context without any mark',
      files: { 'a.py': greet },
      reply: diff('@@\nimport sys\n+import os\n'),
      wanted: { 'a.py': greet.replace('sys\n', 'sys\nimport os\n') },
    },
    {
      name: 'blank lines between hunks',
      files: { 'a.py': greet },
      reply: diff('@@\n import sys\n+import os\n\n@@\n-    return text\n+    return None\n\n'),
      wanted: { 'a.py': greet.replace('sys\n', 'sys\nimport os\n').replace('return text', 'return None') },
    },
    {
      name: 'a stray blank line within',
      files: { 'a.py': greet },
      reply: diff('@@\n def greet(name):\n\n     text = "hello " + name\n-    print(text)\n'),
      wanted: { 'a.py': greet.replace('    print(text)\n', '') },
      how: ['blank-lines'],
    },
    {
      name: 'a blank line too few',
      files: { 'a.py': greet },
      reply: diff(
        '@@\n import sys\n \n-def greet(name):\n+def greet(name="you"):\n     text = "hello " + name\n',
      ),
      wanted: { 'a.py': greet.replace('greet(name)', 'greet(name="you")') },
    },
    {
      name: 'a uniform shift',
      files: { 'a.py': twins.slice(0, 80) },
      reply: diff('@@\n def run(self):\n     self.count = 0\n+    self.seen = []\n     return self.count\n'),
      wanted: { 'a.py': twins.slice(0, 80).replace('= 0\n', '= 0\n        self.seen = []\n') },
      how: ['indent'],
    },
    {
      name: 'spaces for tabs',
      files: { 'a.go': 'func f() {\n\tif ok {\n\t\tcall()\n\t}\n}\n' },
      reply: diff('@@\n     if ok {\n-        call()\n+        other()\n     }\n', 'a.go'),
      wanted: { 'a.go': 'func f() {\n\tif ok {\n\t\tother()\n\t}\n}\n' },
    },
    {
      name: 'dots for lines left out',
      files: { 'a.py': greet },
      reply: diff(
        '@@\n def greet(name):\n-    text = "hello " + name\n+    text = "bye " + name\n ...\n-    return text\n+    return None\n',
      ),
      wanted: { 'a.py': greet.replace('hello', 'bye').replace('return text', 'return None') },
      how: ['elision'],
    },
    {
      name: 'dots that are code',
      files: { 'a.py': 'class A:\n    ...\n\nx = 1\n' },
      reply: diff('@@\n class A:\n-    ...\n+    pass\n'),
      wanted: { 'a.py': 'class A:\n    pass\n\nx = 1\n' },
      how: ['exact'],
    },
    {
      name: 'a removed comment that looks like a header',
      files: { 'a.sql': 'SELECT 1;\n-- old\nSELECT 2;\n' },
      reply: diff('@@ -1,3 +1,3 @@\n SELECT 1;\n--- old\n+++ new\n SELECT 2;\n', 'a.sql'),
      wanted: { 'a.sql': 'SELECT 1;\n++ new\nSELECT 2;\n' },
    },
    {
      name: 'a fence within',
      files: { 'a.md': '# T\n\n```\nold\n```\n' },
      reply: diff('@@\n # T\n \n ```\n-old\n+new\n ```\n', 'a.md'),
      wanted: { 'a.md': '# T\n\n```\nnew\n```\n' },
    },
    {
      name: 'a new line that lacks its sign',
      files: { 'a.py': greet },
      reply: diff(
        '@@\n     text = "hello " + name\n-    print(text)\n+    if name:\n         sys.stdout.write(text)\n     return text\n',
      ),
      wanted: {
        'a.py': greet.replace('    print(text)\n', '    if name:\n        sys.stdout.write(text)\n'),
      },
      how: ['unmarked-lines'],
    },
    {
      name: 'context that is partly wrong',
      files: { 'a.py': greet },
      reply: diff(
        '@@\n def greet(somebody, politely):\n     text = "hello " + name\n-    print(text)\n+    print(text, end="")\n     return text\n',
      ),
      wanted: { 'a.py': greet.replace('print(text)', 'print(text, end="")') },
      how: ['less-context'],
    },
    {
      name: 'two changes around a wrong line',
      files: { 'a.py': greet },
      reply: diff(
        '@@\n-import sys\n+import sys, os\n \n \n def greet(whom):\n-    text = "hello " + name\n+    text = "bye " + name\n     print(text)\n     return text\n',
      ),
      wanted: { 'a.py': greet.replace('import sys', 'import sys, os').replace('hello', 'bye') },
      how: ['less-context'],
    },
    {
      name: 'context of another file',
      files: { 'a.py': greet },
      reply: diff(
        '@@\n class Server:\n     def start(self):\n         self.socket.listen()\n-    return text\n+    return None\n',
      ),
      refused: ['not-found'],
    },
    {
      name: 'an addition below a line that is not there',
      files: { 'a.py': greet },
      reply: diff(
        '@@\n     text = "hello " + name\n     print(text)\n+    sys.stdout.flush()\n     log.debug(text)\n',
      ),
      refused: ['not-found'],
      told: 'The nearest text is in a.py, lines 4 to 6',
    },
    {
      name: 'CRLF in the reply',
      files: { 'a.py': 'a\nb\n' },
      reply: diff('@@\n a\n-b\n+c\n').replaceAll('\n', '\r\n'),
      wanted: { 'a.py': 'a\nc\n' },
    },
  ])
})

describe('several places', () => {
  const change = '         self.count = 0\n-        return self.count\n+        return self.count + 1\n'
  const files = { 'a.py': twins }
  const second = twins.replace(/self\.count\n$/, 'self.count + 1\n')
  cases([
    {
      name: 'nothing tells them apart',
      files,
      reply: diff(`@@\n${change}`),
      refused: ['ambiguous'],
      told: 'lines 3, 9',
    },
    {
      name: 'a line number that is right',
      files,
      reply: diff(`@@ -9,2 +9,2 @@\n${change}`),
      wanted: { 'a.py': second },
    },
    {
      name: 'a line number that is near one',
      files,
      reply: diff(`@@ -10,2 +10,2 @@\n${change}`),
      wanted: { 'a.py': second },
    },
    {
      name: 'a line number between them',
      files,
      reply: diff(`@@ -6,2 +6,2 @@\n${change}`),
      refused: ['ambiguous'],
    },
    { name: 'a heading', files, reply: diff(`@@ class B:\n${change}`), wanted: { 'a.py': second } },
    {
      name: 'a heading behind wrong numbers',
      files,
      reply: diff(`@@ -3,2 +3,2 @@ class B:\n${change}`),
      wanted: { 'a.py': second },
    },
    {
      name: 'a heading that is not there',
      files,
      reply: diff(`@@ class C:\n${change}`),
      refused: ['ambiguous'],
      told: 'nor is the line that it stands under (class C:)',
    },
    {
      name: 'the hunk before it',
      files,
      reply: diff(`@@\n-class B:\n+class B(A):\n@@\n${change}`),
      wanted: { 'a.py': second.replace('class B:', 'class B(A):') },
    },
    {
      name: 'the same file either way',
      files: { 'a.py': 'x = 1\nx = 1\ny = 2\n' },
      reply: diff('@@\n-x = 1\n'),
      wanted: { 'a.py': 'x = 1\ny = 2\n' },
    },
  ])
})

describe('only additions', () => {
  cases([
    {
      name: 'below a line',
      files: { 'a.py': greet },
      reply: diff('@@ -7,1 +7,2 @@\n     return text\n+# end\n'),
      wanted: { 'a.py': `${greet}# end\n` },
    },
    {
      name: 'above a line',
      files: { 'a.py': greet },
      reply: diff('@@\n+import os\n import sys\n'),
      wanted: { 'a.py': `import os\n${greet}` },
    },
    {
      name: 'without a line',
      files: { 'a.py': greet },
      reply: diff('@@ -5,0 +6,1 @@\n+# where?\n'),
      refused: ['no-context'],
      told: 'has no unchanged line that says where they go',
    },
    {
      name: 'to an empty file',
      files: { 'a.py': '' },
      reply: diff('@@ -0,0 +1 @@\n+x = 1\n'),
      wanted: { 'a.py': 'x = 1\n' },
    },
    {
      name: 'to a file that does not exist',
      files: {},
      reply: diff('@@ -0,0 +1 @@\n+x = 1\n'),
      wanted: { 'a.py': 'x = 1\n' },
      how: ['new-file'],
    },
  ])
})

describe('what is already there', () => {
  const change =
    '     text = "hello " + name\n-    print(text)\n+    print(text, file=sys.stderr)\n     return text\n'
  const done = greet.replace('print(text)', 'print(text, file=sys.stderr)')
  cases([
    { name: 'a change', files: { 'a.py': done }, reply: diff(`@@\n${change}`), how: ['already-applied'] },
    {
      name: 'an addition',
      files: { 'a.py': `import sys\nimport subprocess\n` },
      reply: diff('@@\n import sys\n+import subprocess\n'),
      how: ['already-applied'],
    },
    {
      name: 'a removal',
      files: { 'a.py': greet.replace('    print(text)\n', '') },
      reply: diff('@@\n     text = "hello " + name\n-    print(text)\n     return text\n'),
      how: ['already-applied'],
    },
    {
      name: 'a new file',
      files: { 'a.py': 'x\n' },
      reply: '```diff\n--- /dev/null\n+++ b/a.py\n@@ -0,0 +1 @@\n+x\n```\n',
      how: ['already-applied'],
    },
    {
      name: 'equal sides',
      files: { 'a.py': greet },
      reply: diff('@@\n-    print(text)\n+    print(text)\n'),
      how: ['no-change'],
    },
  ])
})

describe('what a file keeps', () => {
  const change = '@@\n a\n-b\n+c\n+d\n'
  cases([
    {
      name: 'CRLF',
      files: { 'a.py': 'a\r\nb\r\n' },
      reply: diff(change),
      wanted: { 'a.py': 'a\r\nc\r\nd\r\n' },
    },
    {
      name: 'a byte order mark',
      files: { 'a.py': '\ufeffa\nb\n' },
      reply: diff(change),
      wanted: { 'a.py': '\ufeffa\nc\nd\n' },
    },
    {
      name: 'no final newline',
      files: { 'a.py': 'a\nb' },
      reply: diff(change),
      wanted: { 'a.py': 'a\nc\nd' },
    },
    {
      name: 'trailing blanks of kept lines',
      files: { 'a.py': 'a  \nb\n' },
      reply: diff(change),
      wanted: { 'a.py': 'a  \nc\nd\n' },
    },
    {
      name: 'no newline on both sides',
      files: { 'a.py': 'a\nb' },
      reply: diff('@@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n'),
      wanted: { 'a.py': 'a\nc' },
    },
    {
      name: 'a final newline that is added',
      files: { 'a.py': 'a\nb' },
      reply: diff('@@\n a\n-b\n\\ No newline at end of file\n+b\n'),
      wanted: { 'a.py': 'a\nb\n' },
    },
    {
      name: 'a final newline that is taken',
      files: { 'a.py': 'a\r\nb\r\n' },
      reply: diff('@@\n a\n-b\n+c\n\\ No newline at end of file\n'),
      wanted: { 'a.py': 'a\r\nc' },
    },
    {
      name: 'a new file without one',
      files: {},
      reply: '```diff\n--- /dev/null\n+++ b/n.py\n@@ -0,0 +1 @@\n+x\n\\ No newline at end of file\n```\n',
      wanted: { 'n.py': 'x' },
    },
  ])
})
