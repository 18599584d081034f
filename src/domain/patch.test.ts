import { describe, expect, it } from 'vitest'
import { parsePatch, pathsOf } from './patch.ts'

const patch = `diff --git a/src/a.py b/src/a.py
index 1111111..2222222 100644
--- a/src/a.py
+++ b/src/a.py
@@ -1,2 +1,2 @@
-old
+new
 same
diff --git a/with space.txt b/with space.txt
new file mode 100755
index 0000000..2222222
--- /dev/null
+++ b/with space.txt\t
@@ -0,0 +1 @@
+x
diff --git a/gone.txt b/gone.txt
deleted file mode 100644
index 2222222..0000000
--- a/gone.txt
+++ /dev/null
@@ -1 +0,0 @@
-x
diff --git "a/caf\\303\\251 \\"q\\".txt" "b/caf\\303\\251 \\"q\\".txt"
old mode 100644
new mode 100755
diff --git a/was.txt b/is.txt
similarity index 100%
rename from was.txt
rename to is.txt
diff --git a/pic.png b/pic.png
index 1111111..2222222 100644
GIT binary patch
literal 3
KcmZQzWMT#Y01f~L

`

describe('parsePatch', () => {
  it('reads paths, modes and counts of every kind of file header', () => {
    expect(parsePatch(patch)).toMatchObject([
      { oldPath: 'src/a.py', newPath: 'src/a.py', added: 1, deleted: 1, binary: false },
      { oldPath: null, newPath: 'with space.txt', newMode: 0o100755 },
      { oldPath: 'gone.txt', newPath: null },
      { oldPath: 'café "q".txt', newPath: 'café "q".txt', oldMode: 0o100644, newMode: 0o100755 },
      { oldPath: 'was.txt', newPath: 'is.txt' },
      { oldPath: 'pic.png', newPath: 'pic.png', binary: true },
    ])
  })

  it('names every path once', () => {
    expect(pathsOf(patch)).toEqual([
      'src/a.py',
      'with space.txt',
      'gone.txt',
      'café "q".txt',
      'was.txt',
      'is.txt',
      'pic.png',
    ])
  })

  it('takes anything that is no diff for no files', () => {
    expect(parsePatch('')).toEqual([])
    expect(parsePatch('hello\n--- a\n+++ b\n')).toEqual([])
  })
})
