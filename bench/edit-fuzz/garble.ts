import type { Random } from '../../src/std/index.ts'
import { draw } from './make-case.ts'

const junk = [
  '```',
  '````',
  '```diff',
  '```python',
  '--- a/../up.py',
  '+++ b/../../etc/passwd',
  '--- /dev/null',
  '+++ /dev/null',
  '@@',
  '@@ -1,3 +9999999999,3 @@',
  '*** Begin Patch',
  '*** End Patch',
  '*** Update File: /etc/passwd',
  '*** Add File: .git/hooks/x',
  '*** Delete File: ../up.py',
  '*** Move to: ../../up.py',
  '*** End of File',
  '<<<<<<< SEARCH',
  '=======',
  '>>>>>>> REPLACE',
  'rename from a.py',
  'rename to ../up.py',
  '\\ No newline at end of file',
  '../up.py',
  '/etc/passwd',
  'a.py',
  '`src/b.ts`:',
  '...',
  '',
  ' ',
  '-',
  '+',
  '\u0000',
  '\u2028',
  'Here is why:',
]

type Garbling = (lines: string[], random: Random) => void

/** What models, and what stands between them and us, do to a reply. */
const garblings: readonly Garbling[] = [
  (lines, random) => void lines.splice(draw(random, lines.length), 1 + draw(random, 3)),
  (lines, random) => void lines.splice(draw(random, lines.length), 0, junk[draw(random, junk.length)] ?? ''),
  (lines, random) => {
    const at = draw(random, lines.length)
    lines.splice(at, 0, lines[at] ?? '')
  },
  (lines, random) => {
    const [from, to] = [draw(random, lines.length), draw(random, lines.length)]
    lines.splice(to, 0, ...lines.splice(from, 1 + draw(random, 4)))
  },
  (lines, random) => edit(lines, random, (text) => text.slice(1)),
  (lines, random) => edit(lines, random, (text) => ` ${text}`),
  (lines, random) => edit(lines, random, (text) => text.trim()),
  (lines, random) => edit(lines, random, (text) => text.slice(0, draw(random, text.length + 1))),
  (lines, random) => edit(lines, random, (text) => text.replace(/\w+/, 'other')),
  (lines, random) => edit(lines, random, (text) => text.replace(/[a-z ]*\.\w+/, '../up.py')),
  (lines) => lines.forEach((text, at) => (lines[at] = text.replace(/^ (?=\S)/, ''))),
  (lines) => lines.forEach((text, at) => (lines[at] = `  ${text}`)),
  (lines) => lines.forEach((text, at) => (lines[at] = `${text}\r`)),
  (lines, random) => void lines.splice(draw(random, lines.length)),
  (lines, random) => edit(lines, random, (text) => String.fromCodePoint(draw(random, 0xd7ff)) + text),
]

export function garble(reply: string, random: Random): string {
  const lines = reply.split('\n')
  for (let times = 1 + draw(random, 6); times > 0 && lines.length > 0; times -= 1)
    garblings[draw(random, garblings.length)]?.(lines, random)
  return lines.join('\n')
}

function edit(lines: string[], random: Random, change: (text: string) => string): void {
  const at = draw(random, lines.length)
  lines[at] = change(lines[at] ?? '')
}
