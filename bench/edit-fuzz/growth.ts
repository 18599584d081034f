import { openFormat, type Edit, type Files } from '../../src/edit/index.ts'
import { hunkReadings } from '../../src/edit/hunk/hunk-readings.ts'
import type { HunkLine } from '../../src/edit/hunk/hunk.ts'
import type { FuzzedFormat } from './make-case.ts'

export interface Growth {
  readonly what: string
  /** Milliseconds of processor time at each size, which doubles from one to the next. */
  readonly times: readonly number[]
  /** How many times longer the last took than the one before it; 2 is linear. */
  readonly ratio: number
}

const sizes = [1, 2, 4, 8]

/** Time against the size of the file, and of the reply, each by itself. */
export function measureGrowth(format: FuzzedFormat): readonly Growth[] {
  const kinds =
    format === 'whole' ? (['fits'] as const) : (['fits', 'is not there', 'is partly wrong'] as const)
  return kinds.flatMap((kind) => [
    grow(`file grows, an edit that ${kind}`, (size) =>
      timeOf(format, { lines: 4_000 * size, edits: 4, kind }),
    ),
    grow(`reply grows, edits that each ${kind === 'fits' ? 'fit' : kind}`, (size) =>
      timeOf(format, { lines: 2_000, edits: 25 * size, kind }),
    ),
  ])
}

function grow(what: string, time: (size: number) => number): Growth {
  time(1)
  const times = sizes.map((size) => Math.min(...Array.from({ length: 3 }, () => time(size))))
  return { what, times, ratio: (times.at(-1) ?? 0) / Math.max(0.01, times.at(-2) ?? 0) }
}

interface Load {
  readonly lines: number
  readonly edits: number
  readonly kind: 'fits' | 'is not there' | 'is partly wrong'
}

function timeOf(name: FuzzedFormat, load: Load): number {
  const format = openFormat(name)
  const text = Array.from({ length: load.lines }, (_, at) => `value_${at} = compute(${at}, other_${at % 7})`)
  const files: Files = new Map([['a.py', { bytes: Buffer.from(`${text.join('\n')}\n`), mode: 0o644 }]])
  const edits = Array.from({ length: load.edits }, (_, nth) => editAt(name, text, { ...load, nth }))
  const reply = edits.map((edit) => format.render(edit)).join('\n')
  const options = {
    chatFiles: ['a.py'],
    isFile: (path: string) => path === 'a.py' || path.startsWith('whole'),
  }
  const started = process.cpuUsage()
  const parsed = format.parse(reply, options)
  format.apply(parsed.edits, files, { ...options, problems: parsed.problems })
  const { user, system } = process.cpuUsage(started)
  return (user + system) / 1_000
}

function editAt(
  name: FuzzedFormat,
  text: readonly string[],
  { kind, nth, lines, edits }: Load & { readonly nth: number },
): Edit {
  const at = 2 + Math.floor(((lines - 8) * nth) / edits)
  const replace = text.slice(0, 400).join('\n')
  if (name === 'whole')
    return {
      path: nth === 0 ? 'a.py' : `whole_${nth}.py`,
      line: 1,
      readings: [{ search: null, replace: `${replace}\n` }],
    }
  const old = (offset: number): string => text[at + offset] ?? ''
  const first = kind === 'is partly wrong' ? old(0).replace('compute', 'calculate') : old(0)
  const middle = kind === 'is not there' ? `${old(1)} + value_${nth + 1}` : old(1)
  const hunk: readonly HunkLine[] = [
    { mark: ' ', text: first },
    { mark: '-', text: middle },
    { mark: '+', text: `fresh_${nth} = ${nth}` },
    { mark: ' ', text: old(2) },
  ]
  const readings = hunkReadings(hunk)
  const marks = { lines: hunk, startLine: null, scopes: [], atEnd: false, finalNewline: 'as-it-is' } as const
  return name === 'search-replace'
    ? { path: 'a.py', line: 1, readings: [readings[0]] }
    : { path: 'a.py', line: 1, readings, hunk: marks }
}
