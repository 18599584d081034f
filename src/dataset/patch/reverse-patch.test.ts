import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reversePatch } from './reverse-patch.ts'

const text = (...lines: readonly string[]): string => `${lines.join('\n')}\n`

describe('reversePatch', () => {
  it('swaps lines, counts and hashes, removed lines first', () => {
    expect(
      reversePatch(
        text(
          'diff --git a/x.py b/x.py',
          'index 1111111..2222222 100644',
          '--- a/x.py',
          '+++ b/x.py',
          '@@ -1,3 +1,4 @@ def f():',
          ' a',
          '-b',
          '+c',
          '+d',
          ' e',
        ),
      ),
    ).toBe(
      text(
        'diff --git a/x.py b/x.py',
        'index 2222222..1111111 100644',
        '--- a/x.py',
        '+++ b/x.py',
        '@@ -1,4 +1,3 @@ def f():',
        ' a',
        '-c',
        '-d',
        '+b',
        ' e',
      ),
    )
  })

  it('makes a new file a deleted one and keeps its mode', () => {
    expect(
      reversePatch(
        text(
          'diff --git a/n b/n',
          'new file mode 100755',
          'index 0000000..2222222',
          '--- /dev/null',
          '+++ b/n',
          '@@ -0,0 +1 @@',
          '+y',
        ),
      ),
    ).toBe(
      text(
        'diff --git a/n b/n',
        'deleted file mode 100755',
        'index 2222222..0000000',
        '--- a/n',
        '+++ /dev/null',
        '@@ -1 +0,0 @@',
        '-y',
      ),
    )
  })

  it('turns names and modes round, blanks and quotes in names included', () => {
    expect(
      reversePatch(
        text(
          'diff --git a/old name b/new name',
          'old mode 100644',
          'new mode 100755',
          'similarity index 100%',
          'rename from old name',
          'rename to new name',
          'diff --git "a/\\303\\251" "b/\\303\\250"',
          'similarity index 90%',
          'rename from "\\303\\251"',
          'rename to "\\303\\250"',
          '--- "a/\\303\\251"',
          '+++ "b/\\303\\250"',
          '@@ -1 +1 @@',
          '-x',
          '+y',
        ),
      ).split('\n'),
    ).toEqual(
      text(
        'diff --git a/new name b/old name',
        'old mode 100755',
        'new mode 100644',
        'similarity index 100%',
        'rename from new name',
        'rename to old name',
        'diff --git "a/\\303\\250" "b/\\303\\251"',
        'similarity index 90%',
        'rename from "\\303\\250"',
        'rename to "\\303\\251"',
        '--- "a/\\303\\250"',
        '+++ "b/\\303\\251"',
        '@@ -1 +1 @@',
        '-y',
        '+x',
      ).split('\n'),
    )
  })

  it('leaves lines of a hunk that look like headers to the hunk', () => {
    const patch = text('--- a/q', '+++ b/q', '@@ -1,2 +1,2 @@', '--- a/x', '+++ b/x', ' z')
    expect(reversePatch(patch)).toBe(
      text('--- a/q', '+++ b/q', '@@ -1,2 +1,2 @@', '-++ b/x', '+-- a/x', ' z'),
    )
  })

  it('keeps a missing final newline with its line', () => {
    const marker = '\\ No newline at end of file'
    const patch = text('--- a/q', '+++ b/q', '@@ -1 +1,2 @@', '-a', marker, '+a', '+b', marker)
    expect(reversePatch(patch)).toBe(
      text('--- a/q', '+++ b/q', '@@ -1,2 +1 @@', '-a', '-b', marker, '+a', marker),
    )
  })

  it.each([
    ['a copy', text('diff --git a/x b/y', 'similarity index 90%', 'copy from x', 'copy to y')],
    [
      'a binary file without its old content',
      text('diff --git a/x b/x', 'GIT binary patch', 'literal 1', 'IcmZPo', ''),
    ],
  ])('refuses %s', (_name, patch) => {
    expect(() => reversePatch(patch)).toThrow(expect.objectContaining({ code: 'dataset/irreversible-patch' }))
  })

  it('taken back twice is the patch itself', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fileDiff, { maxLength: 3, selector: (diff) => diff.split('\n')[0] }),
        (files) => {
          const patch = files.join('')
          expect(reversePatch(reversePatch(patch))).toBe(patch)
        },
      ),
    )
  })
})

/** Hunks as git writes them: in a run of changes removed lines stand before added ones. */
const line = fc.stringMatching(/^[ -~é]{0,8}$/)
const run = fc.record({
  context: fc.array(line, { minLength: 1, maxLength: 3 }),
  removed: fc.array(line, { maxLength: 3 }),
  added: fc.array(line, { maxLength: 3 }),
})
const fileDiff = fc
  .record({
    name: fc.constantFrom('a.py', 'dir/b c.txt', 'é'),
    kind: fc.constantFrom('changed', 'new', 'deleted'),
    runs: fc.array(run, { minLength: 1, maxLength: 3 }),
  })
  .map(({ name, kind, runs }) => {
    const isNew = kind === 'new'
    const isDeleted = kind === 'deleted'
    const body = runs.flatMap(({ context, removed, added }) => [
      ...(isNew || isDeleted ? [] : context.map((item) => ` ${item}`)),
      ...(isNew ? [] : removed.map((item) => `-${item}`)),
      ...(isDeleted ? [] : added.map((item) => `+${item}`)),
    ])
    const count = (signs: string): number => body.filter((item) => signs.includes(item[0] ?? '')).length
    return text(
      `diff --git a/${name} b/${name}`,
      ...(isNew
        ? ['new file mode 100644']
        : isDeleted
          ? ['deleted file mode 100644']
          : ['index 11..22 100644']),
      `--- ${isNew ? '/dev/null' : `a/${name}`}`,
      `+++ ${isDeleted ? '/dev/null' : `b/${name}`}`,
      `@@ -1,${count(' -')} +1,${count(' +')} @@`,
      ...body,
    )
  })
