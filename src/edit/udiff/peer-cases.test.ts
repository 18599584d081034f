import { expect, it } from 'vitest'
import { runReply } from '../application-cases.contract.ts'
import { editFormats } from '../index.ts'

/** What aider's own tests of its diff format ask for, case by case and in other words; see docs/formats/edits.md. */
const run = (reply: string, files: Readonly<Record<string, string>>) =>
  runReply(editFormats.udiff, reply, files)

it('one hunk', () => {
  const reply = '\nWords…\n\n```diff\n--- note.txt\n+++ note.txt\n@@ ... @@\n-Before\n+After\n```\n'
  expect(run(reply, { 'note.txt': 'Before\n' }).changed).toEqual({ 'note.txt': 'After\n' })
})

it('a new file, removed lines and all', () => {
  const reply = '\n```diff\n--- /dev/null\n+++ note.txt\n@@ ... @@\n-Before\n+After\n```\n'
  const { parsed, changed } = run(reply, {})
  expect(parsed.edits.map(({ path, action }) => [path, action])).toEqual([['note.txt', { kind: 'create' }]])
  expect(changed).toEqual({ 'note.txt': 'After\n' })
})

it('a folder whose name has blanks', () => {
  const path = 'a folder of mine/note.txt'
  const reply = `\n\`\`\`diff\n--- ${path}\n+++ ${path}\n@@ ... @@\n-Before\n+After\n\`\`\`\n`
  expect(run(reply, { [path]: 'Before\n' }).changed).toEqual({ [path]: 'After\n' })
})

it('two files in one fence, a blank line between them', () => {
  const first = '     except OSError as error:\n         say(f"failed: {error}")\n+        return None\n'
  const second =
    '     options.add(\n         "--version",\n     )\n+    options.add(\n+        "--check",\n+        default=False,\n+    )\n     options.add(\n         "--apply",\n'
  const reply = `For \`--check\`:\n\n\`\`\`diff\n--- lib/check.py\n+++ lib/check.py\n@@ ... @@\n${first}\n--- lib/main.py\n+++ lib/main.py\n@@ ... @@\n${second}\`\`\`\n\nThat adds the option.\n`
  const old = (hunk: string): string => hunk.replaceAll(/^\+.*\n/gm, '').replaceAll(/^ /gm, '')
  const fresh = (hunk: string): string => hunk.replaceAll(/^[+ ]/gm, '')
  const { parsed, changed } = run(reply, { 'lib/check.py': old(first), 'lib/main.py': old(second) })
  expect(parsed.edits.map(({ hunk }) => hunk?.lines.length)).toEqual([3, 9])
  expect(changed).toEqual({ 'lib/check.py': fresh(first), 'lib/main.py': fresh(second) })
})
