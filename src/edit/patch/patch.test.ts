import { describe } from 'vitest'
import { testCases, type ApplicationCase } from '../application-cases.contract.ts'
import { editFormats, renderFeedback } from '../index.ts'

const greet =
  'import sys\n\n\ndef greet(name):\n    text = "hello " + name\n    print(text)\n    return text\n'
const twins =
  'class A:\n    def run(self):\n        self.count = 0\n        return self.count\n\n    def stop(self):\n        return self.count\n\n\nclass B:\n    def run(self):\n        self.count = 0\n        return self.count\n\n    def stop(self):\n        return self.count\n'

function patch(body: string): string {
  return `Here it is.\n\n*** Begin Patch\n${body}*** End Patch\n\nThat is all.\n`
}

function update(body: string, path = 'a.py'): string {
  return patch(`*** Update File: ${path}\n${body}`)
}

function cases(all: readonly ApplicationCase[]): void {
  testCases(editFormats.patch, all, (result) => renderFeedback({ applied: [], ...result }) ?? '')
}

describe('the frame', () => {
  const change = '-    print(text)\n+    print(text, file=sys.stderr)\n'
  const body = `*** Update File: a.py\n@@ def greet(name):\n     text = "hello " + name\n${change}     return text\n`
  const wanted = { 'a.py': greet.replace('print(text)', 'print(text, file=sys.stderr)') }
  const files = { 'a.py': greet }
  cases([
    { name: 'a whole one', files, reply: patch(body), wanted, how: ['exact'] },
    { name: 'in a fence', files, reply: `\`\`\`\n*** Begin Patch\n${body}*** End Patch\n\`\`\`\n`, wanted },
    {
      name: 'in a fence that says diff',
      files,
      reply: `\`\`\`diff\n*** Begin Patch\n${body}*** End Patch\n\`\`\`\n`,
      wanted,
    },
    {
      name: 'in a shell command',
      files,
      reply: `\`\`\`bash\napply_patch <<'EOF'\n*** Begin Patch\n${body}*** End Patch\nEOF\n\`\`\`\n`,
      wanted,
    },
    { name: 'without its first line', files, reply: `${body}*** End Patch\n`, wanted },
    { name: 'without its last line', files, reply: `*** Begin Patch\n${body}`, wanted },
    { name: 'without either', files, reply: `So:\n\n${body}`, wanted },
    { name: 'without either, in a fence', files, reply: `\`\`\`\n${body}\`\`\`\nAnd that was it.\n`, wanted },
    { name: 'without either, prose behind', files, reply: `${body}\nThat was it.\n`, wanted },
    {
      name: 'in a list',
      files,
      reply: `1. Patch:\n${`*** Begin Patch\n${body}*** End Patch\n`.replaceAll(/^(?=.)/gm, '   ')}`,
      wanted,
    },
    {
      name: 'two of them',
      files: { ...files, 'b.py': 'x\n' },
      reply: patch(body) + patch('*** Update File: b.py\n@@\n-x\n+y\n'),
      wanted: { ...wanted, 'b.py': 'y\n' },
    },
    { name: 'indented headings', files, reply: patch(body.replace('***', '  ***')), wanted },
    {
      name: 'an indented heading that is a line of the file',
      files: { 'a.md': '*** Update File: x\none\n' },
      reply: patch('*** Update File: a.md\n@@\n *** Update File: x\n-one\n+two\n'),
      wanted: { 'a.md': '*** Update File: x\ntwo\n' },
    },
    {
      name: 'an indented heading behind the end of a file',
      files: { ...files, 'b.py': 'x\n' },
      reply: patch('*** Update File: b.py\n@@\n-x\n+y\n*** End of File\n ' + body),
      wanted: { ...wanted, 'b.py': 'y\n' },
    },
    { name: 'CRLF', files, reply: patch(body).replaceAll('\n', '\r\n'), wanted },
    { name: 'a decorated path', files, reply: update(change, '`./a.py`'), wanted },
    {
      name: 'a path with spaces',
      files: { 'my dir/a b.py': greet },
      reply: update(change, 'my dir/a b.py'),
      wanted: { 'my dir/a b.py': wanted['a.py'] },
    },
    { name: 'line numbers of a diff', files, reply: update(`@@ -6,1 +6,1 @@\n${change}`), wanted },
    { name: 'no section header', files, reply: update(change), wanted },
    { name: 'an empty one', files, reply: patch(''), refused: ['no-hunk'], told: 'names no file' },
    {
      name: 'an update of nothing',
      files,
      reply: update('@@ def greet(name):\n     return text\n'),
      refused: ['no-hunk'],
    },
    { name: 'an update without a path', files, reply: update(change, ''), refused: ['missing-path'] },
    { name: 'no patch at all', files, reply: 'I would update the file a.py.\n\n*** really ***\n' },
  ])
})

describe('fuzz of the context', () => {
  cases([
    {
      name: 'trailing blanks',
      files: { 'a.py': 'a  \nb\nc\t\n' },
      reply: update('@@\n a\n-b\n+B\n c\n'),
      wanted: { 'a.py': 'a  \nB\nc\t\n' },
      how: ['trailing-space'],
    },
    {
      name: 'indent',
      files: { 'a.py': greet },
      reply: update('@@\n text = "hello " + name\n-print(text)\n+print(text.upper())\n'),
      wanted: { 'a.py': greet.replace('print(text)', 'print(text.upper())') },
      how: ['indent'],
    },
    {
      name: 'context that lost its blank',
      files: { 'a.py': greet },
      reply: update('@@\n    text = "hello " + name\n-    print(text)\n+    print(name)\n    return text\n'),
      wanted: { 'a.py': greet.replace('print(text)', 'print(name)') },
    },
    {
      name: 'empty lines for blank ones',
      files: { 'a.py': greet },
      reply: update('@@\n import sys\n\n\n-def greet(name):\n+def greet(who):\n'),
      wanted: { 'a.py': greet.replace('greet(name)', 'greet(who)') },
      how: ['exact'],
    },
    {
      name: 'blank lines too many',
      files: { 'a.py': greet },
      reply: update('@@\n     text = "hello " + name\n \n-    print(text)\n+    print(name)\n'),
      wanted: { 'a.py': greet.replace('print(text)', 'print(name)') },
      how: ['blank-lines'],
    },
    {
      name: 'spaces within lines',
      files: { 'a.py': 'value = compute(first, second)\nx = 1\n' },
      reply: update('@@\n value = compute( first,second )\n-x = 1\n+x = 2\n'),
      wanted: { 'a.py': 'value = compute(first, second)\nx = 2\n' },
      how: ['spacing'],
    },
    {
      name: 'a missing plus',
      files: { 'a.py': greet },
      reply: update(
        '@@\n-    print(text)\n+    if name:\n         sys.stdout.write(text)\n     return text\n',
      ),
      wanted: {
        'a.py': greet.replace('    print(text)\n', '    if name:\n        sys.stdout.write(text)\n'),
      },
      how: ['unmarked-lines'],
    },
    {
      name: 'a wrong line far from the change',
      files: { 'a.py': greet },
      reply: update(
        '@@\n def greet(whom):\n     text = "hello " + name\n-    print(text)\n+    print(name)\n     return text\n',
      ),
      wanted: { 'a.py': greet.replace('print(text)', 'print(name)') },
      how: ['less-context'],
    },
    {
      name: 'dots',
      files: { 'a.py': greet },
      reply: update('@@\n-import sys\n+import os\n ...\n-    return text\n+    return None\n'),
      wanted: { 'a.py': greet.replace('import sys', 'import os').replace('return text', 'return None') },
      how: ['elision'],
    },
    {
      name: 'nothing like it',
      files: { 'a.py': greet },
      reply: update('@@\n-def compute(value):\n+def compute(values):\n'),
      refused: ['not-found'],
      told: 'These lines were looked for',
    },
    {
      name: 'nearly it',
      files: { 'a.py': greet },
      reply: update('@@\n-    text = "hello there " + name\n+    text = "bye"\n'),
      refused: ['not-found'],
      told: 'The nearest text is in a.py, lines 5 to 5',
    },
  ])
})

describe('scopes', () => {
  const change = '         self.count = 0\n-        return self.count\n+        return self.count + 1\n'
  const files = { 'a.py': twins }
  const second = twins.replace(/(class B[^]*?)return self\.count\n/, '$1return self.count + 1\n')
  cases([
    {
      name: 'none where two fit',
      files,
      reply: update(`@@\n${change}`),
      refused: ['ambiguous'],
      told: 'behind @@ the line',
    },
    { name: 'one', files, reply: update(`@@ class B:\n${change}`), wanted: { 'a.py': second } },
    {
      name: 'one without its end',
      files,
      reply: update(`@@ class B\n${change}`),
      wanted: { 'a.py': second },
    },
    {
      name: 'one that many have',
      files,
      reply: update(`@@     def run(self):\n${change}`),
      refused: ['ambiguous'],
    },
    {
      name: 'two nested',
      files,
      reply: update('@@ class B:\n@@     def stop(self):\n-        return self.count\n+        return 0\n'),
      wanted: { 'a.py': twins.replace(/return self\.count\n$/, 'return 0\n') },
    },
    {
      name: 'two nested, of the first',
      files,
      reply: update('@@ class A:\n@@ def stop(self):\n-        return self.count\n+        return 0\n'),
      wanted: { 'a.py': twins.replace(/(stop\(self\):\n\s+)return self\.count/, '$1return 0') },
    },
    {
      name: 'on one line with two signs',
      files,
      reply: update(`@@ class B: @@\n${change}`),
      wanted: { 'a.py': second },
    },
    {
      name: 'one that is not there, one place',
      files,
      reply: update('@@ class C:\n-class B:\n+class D:\n'),
      wanted: { 'a.py': twins.replace('class B', 'class D') },
    },
    {
      name: 'one that is not there, two places',
      files,
      reply: update(`@@ class C:\n${change}`),
      refused: ['ambiguous'],
      told: 'nor is the line that it stands under (class C:)',
    },
    {
      name: 'one that is not the place',
      files,
      reply: update('@@ class B:\n-class A:\n+class D:\n'),
      wanted: { 'a.py': twins.replace('class A', 'class D') },
    },
    {
      name: 'the order of sections',
      files,
      reply: update(`@@\n-class B:\n+class B(A):\n     def run(self):\n@@\n${change}`),
      wanted: { 'a.py': second.replace('class B:', 'class B(A):') },
    },
    {
      name: 'the end of the file',
      files,
      reply: update('@@\n-        return self.count\n+        return 0\n*** End of File\n'),
      wanted: { 'a.py': twins.replace(/return self\.count\n$/, 'return 0\n') },
    },
    {
      name: 'the end of the file, though it is not',
      files,
      reply: update('@@\n-class A:\n+class D:\n*** End of File\n'),
      wanted: { 'a.py': twins.replace('class A', 'class D') },
    },
  ])
})

describe('additions', () => {
  cases([
    {
      name: 'below a scope',
      files: { 'a.py': greet },
      reply: update('@@ def greet(name):\n+    """Greets."""\n     text = "hello " + name\n'),
      wanted: { 'a.py': greet.replace('(name):\n', '(name):\n    """Greets."""\n') },
    },
    {
      name: 'without a line',
      files: { 'a.py': greet },
      reply: update('@@\n+# where?\n'),
      refused: ['no-context'],
    },
    {
      name: 'without a line, right behind the one that opens their block',
      files: { 'a.py': greet },
      reply: update('@@ def greet(name):\n+    """Greets."""\n'),
      wanted: { 'a.py': greet.replace('(name):\n', '(name):\n    """Greets."""\n') },
    },
    {
      name: 'without a line, behind one of two that open such a block',
      files: { 'a.py': twins },
      reply: update('@@ def run(self):\n+        """Runs."""\n'),
      refused: ['no-context'],
    },
    {
      name: 'without a line, of another block than they stand under',
      files: { 'a.py': greet },
      reply: update('@@ def greet(name):\n+# where?\n'),
      refused: ['no-context'],
    },
    {
      name: 'without a line, behind one that opens nothing',
      files: { 'a.py': greet },
      reply: update('@@ print(text)\n+        # deeper\n'),
      refused: ['no-context'],
    },
    {
      name: 'at the end of the file',
      files: { 'a.py': greet },
      reply: update('@@\n+# end\n*** End of File\n'),
      wanted: { 'a.py': `${greet}# end\n` },
      how: ['append'],
    },
    {
      name: 'to an empty file',
      files: { 'a.py': '' },
      reply: update('@@\n+x = 1\n'),
      wanted: { 'a.py': 'x = 1\n' },
    },
    {
      name: 'that are there already',
      files: { 'a.py': 'import sys\nimport subprocess\n' },
      reply: update('@@\n import sys\n+import subprocess\n'),
      how: ['already-applied'],
    },
  ])
})

describe('files', () => {
  cases([
    {
      name: 'a new one',
      files: {},
      reply: patch('*** Add File: lib/n.py\n+x = 1\n+\n+y = 2\n'),
      wanted: { 'lib/n.py': 'x = 1\n\ny = 2\n' },
      how: ['new-file'],
    },
    {
      name: 'a new one with bare blank lines',
      files: {},
      reply: patch('*** Add File: n.py\n+x = 1\n\n+y = 2\n\n'),
      wanted: { 'n.py': 'x = 1\n\ny = 2\n' },
    },
    {
      name: 'a new one without any sign',
      files: {},
      reply: patch('*** Add File: n.py\nx = 1\n    y\n'),
      wanted: { 'n.py': 'x = 1\n    y\n' },
    },
    {
      name: 'a new empty one',
      files: {},
      reply: patch('*** Add File: n/__init__.py\n'),
      wanted: { 'n/__init__.py': '' },
    },
    {
      name: 'a new one where one is',
      files: { 'a.py': 'x\n' },
      reply: patch('*** Add File: a.py\n+y\n'),
      refused: ['file-exists'],
    },
    {
      name: 'a new one that is there as it is',
      files: { 'a.py': 'x\n' },
      reply: patch('*** Add File: a.py\n+x\n'),
      how: ['already-applied'],
    },
    {
      name: 'one that goes',
      files: { 'a.py': 'x\n', 'b.py': 'y\n' },
      reply: patch('*** Delete File: a.py\n'),
      wanted: { 'a.py': null },
    },
    {
      name: 'one that goes twice',
      files: { 'a.py': 'x\n' },
      reply: patch('*** Delete File: a.py\n*** Delete File: a.py\n'),
      wanted: { 'a.py': null },
      refused: ['missing-file'],
    },
    {
      name: 'one that goes and comes back',
      files: { 'a.py': 'x\n' },
      reply: patch('*** Delete File: a.py\n*** Add File: a.py\n+y\n'),
      wanted: { 'a.py': 'y\n' },
    },
    {
      name: 'one that is not there',
      files: {},
      reply: patch('*** Delete File: a.py\n'),
      refused: ['missing-file'],
    },
    {
      name: 'an update of one that is not there',
      files: {},
      reply: update('@@\n-x\n+y\n'),
      refused: ['missing-file'],
    },
    {
      name: 'one that moves',
      files: { 'a.py': 'x\n' },
      reply: update('*** Move to: lib/b.py\n'),
      wanted: { 'a.py': null, 'lib/b.py': 'x\n' },
      how: ['moved'],
    },
    {
      name: 'one that moves and changes',
      files: { 'a.py': 'x\ny\n' },
      reply: update('*** Move to: b.py\n@@\n-x\n+z\n'),
      wanted: { 'a.py': null, 'b.py': 'z\ny\n' },
    },
    {
      name: 'one that moves and fails to change',
      files: { 'a.py': 'x\n' },
      reply: update('*** Move to: b.py\n@@\n-no such line\n+z\n'),
      refused: ['not-found', 'held-back'],
      told: 'the file is not moved',
    },
    {
      name: 'one that moves onto another',
      files: { 'a.py': 'x\n', 'b.py': 'y\n' },
      reply: update('*** Move to: b.py\n'),
      refused: ['file-exists'],
    },
    {
      name: 'one that moves and is changed later',
      files: { 'a.py': 'x\n' },
      reply: patch('*** Update File: a.py\n*** Move to: b.py\n*** Update File: b.py\n@@\n-x\n+y\n'),
      wanted: { 'a.py': null, 'b.py': 'y\n' },
    },
    {
      name: 'all kinds at once',
      files: { 'a.py': 'x\n', 'b.py': 'y\n' },
      reply: patch('*** Update File: a.py\n@@\n-x\n+z\n*** Add File: c.py\n+c\n*** Delete File: b.py\n'),
      wanted: { 'a.py': 'z\n', 'b.py': null, 'c.py': 'c\n' },
    },
    {
      name: 'one that is not text',
      files: { 'a.py': 'a\0\n' },
      reply: update('@@\n-a\n+b\n'),
      refused: ['not-text'],
    },
  ])
})

describe('what a file keeps', () => {
  const change = '@@\n a\n-b\n+c\n+d\n'
  cases([
    {
      name: 'CRLF',
      files: { 'a.py': 'a\r\nb\r\n' },
      reply: update(change),
      wanted: { 'a.py': 'a\r\nc\r\nd\r\n' },
    },
    {
      name: 'a byte order mark',
      files: { 'a.py': '\ufeffa\nb\n' },
      reply: update(change),
      wanted: { 'a.py': '\ufeffa\nc\nd\n' },
    },
    {
      name: 'no final newline',
      files: { 'a.py': 'a\nb' },
      reply: update(change),
      wanted: { 'a.py': 'a\nc\nd' },
    },
    {
      name: 'CRLF without a final newline',
      files: { 'a.py': 'a\r\nb' },
      reply: update(change),
      wanted: { 'a.py': 'a\r\nc\r\nd' },
    },
  ])
})

describe('paths', () => {
  cases(
    ['../x.py', '/etc/x.py', '.git/hooks/x', 'a/../../x.py', 'C:/x.py', '~/x.py'].map((path) => ({
      name: `never writes ${path}`,
      files: {},
      reply: patch(`*** Add File: ${path}\n+x\n`),
      refused: ['unsafe-path'],
    })),
  )
  cases([
    {
      name: 'never moves a file out',
      files: { 'a.py': 'x\n' },
      reply: update('*** Move to: ../b.py\n'),
      refused: ['unsafe-path'],
    },
    {
      name: 'never deletes outside',
      files: {},
      reply: patch('*** Delete File: /etc/passwd\n'),
      refused: ['unsafe-path'],
    },
  ])
})
