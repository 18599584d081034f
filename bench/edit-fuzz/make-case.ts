import { diffEdits } from '../../src/edit/hunk/diff-edits.contract.ts'
import type { Edit, FileContent } from '../../src/edit/index.ts'
import type { Random } from '../../src/std/index.ts'

/** Files, what they shall become, and the edits that do it. */
export interface FuzzCase {
  readonly before: ReadonlyMap<string, FileContent>
  readonly after: ReadonlyMap<string, string>
  /** Files that shall go. */
  readonly gone: ReadonlySet<string>
  readonly edits: readonly Edit[]
}

export type FuzzedFormat = 'search-replace' | 'whole' | 'udiff' | 'patch'

const paths = ['a.py', 'src/b.ts', 'my dir/c d.md', 'lib/deep/e.go', 'README.md']
const words = [
  'if x:',
  '    return x',
  'x = 1',
  '',
  '}',
  '\ty()',
  'def run(self):',
  '        self.count += 1',
  '-- note',
  '++i',
  '...',
  '# ...',
  '@@ x',
  '=======',
  '```',
  'é ünï',
  '*** a',
  'trailing  ',
  'import os',
  '<div>',
]

/** A case of one to three files, drawn by `random`. */
export function makeCase(random: Random, format: FuzzedFormat): FuzzCase {
  const names = pickSome(random, paths, 1 + draw(random, 3))
  const before = new Map<string, FileContent>()
  const after = new Map<string, string>()
  const edits: Edit[] = []
  const gone = new Set<string>()
  for (const path of names) {
    const old = Array.from({ length: draw(random, 40) }, () => line(random))
    const fresh = change(random, old)
    before.set(path, { bytes: encode(random, old), mode: 0o644 })
    after.set(path, fresh.map((text) => `${text}\n`).join(''))
    edits.push(...editsOf(format, path, { old, fresh }))
  }
  if (format === 'udiff' || format === 'patch') changeFiles(random, { before, after, gone, edits })
  return { before, after, gone, edits }
}

interface Growing {
  readonly before: ReadonlyMap<string, FileContent>
  readonly after: Map<string, string>
  readonly gone: Set<string>
  readonly edits: Edit[]
}

/** Some files also move, or a file is made or deleted. */
function changeFiles(random: Random, { before, after, gone, edits }: Growing): void {
  const kind = random.next()
  const [path = ''] = before.keys()
  if (kind < 0.1) {
    edits.push({ path, line: 1, readings: [{ search: '', replace: '' }], action: { kind: 'delete' } })
    after.delete(path)
    gone.add(path)
  } else if (kind < 0.2) {
    edits.push({
      path,
      line: 1,
      readings: [{ search: '', replace: '' }],
      action: { kind: 'move', to: 'moved/it.py' },
    })
    after.set('moved/it.py', after.get(path) ?? '')
    after.delete(path)
    gone.add(path)
  } else if (kind < 0.3) {
    edits.push({
      path: 'new/it.py',
      line: 1,
      readings: [{ search: '', replace: 'x\n\ny\n' }],
      action: { kind: 'create' },
    })
    after.set('new/it.py', 'x\n\ny\n')
  }
}

function line(random: Random): string {
  const word = words[draw(random, words.length)] ?? ''
  return random.next() < 0.5 ? word : `${word}${draw(random, 30)}`
}

function change(random: Random, old: readonly string[]): readonly string[] {
  const lines = [...old]
  for (let times = 1 + draw(random, 4); times > 0; times -= 1) {
    const at = draw(random, lines.length + 1)
    const kind = random.next()
    if (kind < 0.4) lines.splice(at, 0, `fresh ${draw(random, 1000)}`)
    else if (kind < 0.7) lines.splice(at, 1 + draw(random, 2))
    else lines.splice(at, 1, line(random))
  }
  return lines
}

/** Some files have CRLF, a mark at their beginning, no final newline, or bytes that are no UTF-8. */
function encode(random: Random, lines: readonly string[]): Uint8Array {
  const kind = random.next()
  const end = kind < 0.1 ? '\r\n' : '\n'
  const text = lines.map((one) => one + end).join('')
  if (kind > 0.97) return Buffer.concat([Buffer.from([0]), Buffer.from(text)])
  if (kind > 0.94) return Buffer.from(text, 'latin1')
  if (kind > 0.9) return Buffer.from(`\ufeff${text}`)
  return Buffer.from(kind > 0.8 ? text.replace(/([^\r\n])\n$/, '$1') : text)
}

function editsOf(
  format: FuzzedFormat,
  path: string,
  { old, fresh }: { readonly old: readonly string[]; readonly fresh: readonly string[] },
): readonly Edit[] {
  if (format === 'whole')
    return [
      { path, line: 1, readings: [{ search: null, replace: fresh.map((text) => `${text}\n`).join('') }] },
    ]
  const hunks = diffEdits(path, old, fresh)
  return format === 'search-replace'
    ? hunks.map(({ readings }) => ({ path, line: 1, readings: [readings[0]] }))
    : hunks
}

export function draw(random: Random, below: number): number {
  return Math.floor(random.next() * below)
}

function pickSome<T>(random: Random, all: readonly T[], count: number): readonly T[] {
  const left = [...all]
  return Array.from({ length: count }, () => left.splice(draw(random, left.length), 1)).flat()
}
