/** What a hunk header says; nothing in it is relied on alone. */
export interface HunkHeader {
  /** Line, from 1, where the hunk starts in the new file; null without numbers. */
  readonly startLine: number | null
  /** The line that git puts behind the numbers, or that a model writes in their place. */
  readonly heading: string
}

const numbered = /^@@+\s*-\s*(\d+)(?:\s*,\s*\d+)?\s+\+\s*(\d+)(?:\s*,\s*(\d+))?\s*(?:@@+\s*(.*))?$/

/** Null for a line that is no header. Dots, missing numbers and a missing end are all common. */
export function readHunkHeader(line: string): HunkHeader | null {
  if (!line.startsWith('@@')) return null
  const match = numbered.exec(line)
  if (match) {
    const start = Number(match[2])
    // A hunk that leaves nothing is numbered by the line before it.
    const shifted = match[3] === '0' ? start + 1 : start
    return { startLine: start === 0 && match[3] !== '0' ? null : shifted, heading: (match[4] ?? '').trim() }
  }
  const heading = line.replaceAll(/^@@+|@@+\s*$/g, '').trim()
  return { startLine: null, heading: /^(?:[\d\s,+-]*|\.{2,}|…)$/.test(heading) ? '' : heading }
}

/** A path as `---`, `+++` and `rename` lines hold it: perhaps quoted, with a date behind it, or decorated. */
export function readHeaderPath(text: string): string {
  const undated = text
    .replace(/\t.*$/, '')
    .replace(/\s+\d{4}-\d\d-\d\d[ T]\d\d:\d\d.*$/, '')
    .trim()
  const quoted = /^"(.*)"$/.exec(undated)
  const path = quoted ? unescape(quoted[1] ?? '') : undated.replaceAll(/^[`*]+|[`*]+$/g, '')
  return path.replace(/^(?:\.\/)+/, '')
}

const escapes: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, '"': 34, '\\': 92 }

/** Git's quoting of unusual names: C escapes and bytes in octal. */
function unescape(text: string): string {
  const bytes: number[] = []
  for (const [, octal, escape, plain] of text.matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8) & 255)
    else if (escape !== undefined)
      bytes.push(...(escapes[escape] === undefined ? Buffer.from(escape) : [escapes[escape]]))
    else bytes.push(...Buffer.from(plain ?? ''))
  }
  return Buffer.from(bytes).toString('utf8')
}

export const devNull = '/dev/null'

/** The two paths of a file without the letters that git puts before them. */
export function stripPrefixes(
  from: string | null,
  to: string | null,
  isFile: (path: string) => boolean,
): readonly [from: string | null, to: string | null] {
  const both = [from, to].every((path) => path === null || path === devNull || /^[abciwo]\//.test(path))
  const strip = (path: string | null): string | null => {
    if (path === null || path === devNull || !/^[abciwo]\//.test(path)) return path
    const bare = path.slice(2)
    return isFile(bare) || (both && !isFile(path)) ? bare : path
  }
  return [strip(from), strip(to)]
}
