import { readHunkLine, type HunkLine } from '../hunk/hunk.ts'
import { readHeaderPath, readHunkHeader } from './header.ts'

/** What a diff says of one file, as it stands there. Lines are those of the reply, from 1. */
export interface DiffSection {
  readonly line: number
  endLine: number
  from: string | null
  to: string | null
  renameFrom: string | null
  renameTo: string | null
  created: boolean
  deleted: boolean
  executable: boolean
  binary: boolean
  /** Whether its `---` and `+++` lines have both been read. */
  headed: boolean
  readonly hunks: RawHunk[]
}

export interface RawHunk {
  readonly line: number
  endLine: number
  readonly startLine: number | null
  readonly heading: string
  readonly lines: HunkLine[]
  /** Whether the last line of a side was said to have no newline. */
  readonly noNewline: { old: boolean; new: boolean }
}

interface Reading {
  readonly lines: readonly string[]
  /** Line of the reply that the first one is, from 1. */
  readonly firstLine: number
}

/** Reads the lines of one diff into what they say of each file. */
export function readSections({ lines, firstLine }: Reading): readonly DiffSection[] {
  const sections: DiffSection[] = []
  for (let at = 0; at < lines.length;) {
    const line = firstLine + at
    const taken = readFileHeader(lines, at, { sections, line })
    if (taken > 0) {
      at += taken
      continue
    }
    if (lines[at] === '-- ' && /^\d+\.\d+/.test(lines[at + 1] ?? '')) break
    readBodyLine(lines[at] ?? '', sectionAt(sections, line), line)
    at += 1
  }
  return sections
}

interface HeaderPlace {
  readonly sections: DiffSection[]
  readonly line: number
}

/** How many lines were a header of a file; what it says is put down in the section that it opens. */
function readFileHeader(lines: readonly string[], at: number, { sections, line }: HeaderPlace): number {
  const text = lines[at] ?? ''
  if (text.startsWith('diff --git ')) {
    const [from, to] = readGitPaths(text.slice('diff --git '.length))
    sections.push({ ...newSection(line), from, to })
    return 1
  }
  const next = lines[at + 1] ?? ''
  const from = /^--- (.*\S)/.exec(text)?.[1]
  const to = /^\+\+\+ (.*\S)/.exec(next)?.[1]
  if (from !== undefined && to !== undefined && opensFile(lines, at, sections.at(-1))) {
    setPaths(openSection(sections, line), {
      from: readHeaderPath(from),
      to: readHeaderPath(to),
      line: line + 1,
    })
    return 2
  }
  const lone = /^(?:---|\+\+\+) ([^\s].*\S|\S)\s*$/.exec(text)?.[1]
  if (lone === undefined || !isLoneHeader(sections.at(-1), lone, next)) return 0
  const path = readHeaderPath(lone)
  const sides = text.startsWith('---') ? { from: path, to: null } : { from: null, to: path }
  setPaths(openSection(sections, line), { ...sides, line })
  return 1
}

/** A removed line may itself begin with two dashes: within a hunk, only what a hunk header follows is a header. */
function opensFile(lines: readonly string[], at: number, open: DiffSection | undefined): boolean {
  if ((open?.hunks.at(-1)?.lines.length ?? 0) === 0) return true
  const follows = lines.slice(at + 2, at + 4).find((line) => line.trim() !== '') ?? ''
  return (
    follows.startsWith('@@') ||
    [lines[at], lines[at + 1]].some((line) => /^(?:---|\+\+\+) (?:[ab]\/\S|\/dev\/null)/.test(line ?? ''))
  )
}

/** A header of one side alone: where no hunk has begun, and before a hunk header or with the look of a path. */
function isLoneHeader(open: DiffSection | undefined, path: string, next: string): boolean {
  if ((open?.hunks.length ?? 0) > 0) return next.startsWith('@@') && looksLikePath(path)
  return next.startsWith('@@') || looksLikePath(path)
}

function looksLikePath(text: string): boolean {
  return /^[ab]\/\S/.test(text) || /^[\w./-]+\.\w+$/.test(text)
}

/** A section that `diff --git` or a single path opened takes the paths of the lines behind it. */
function openSection(sections: DiffSection[], line: number): DiffSection {
  const last = sections.at(-1)
  if (last !== undefined && last.hunks.length === 0 && !last.headed) return last
  const section = newSection(line)
  sections.push(section)
  return section
}

interface Paths {
  readonly from: string | null
  readonly to: string | null
  readonly line: number
}

function setPaths(section: DiffSection, { from, to, line }: Paths): void {
  section.headed = from !== null && to !== null
  section.from = from ?? section.from
  section.to = to ?? section.to
  if (from === null || to === null) {
    section.from ??= section.to
    section.to ??= section.from
  }
  section.endLine = line
}

function sectionAt(sections: DiffSection[], line: number): DiffSection {
  const last = sections.at(-1)
  if (last !== undefined) return last
  const section = newSection(line)
  sections.push(section)
  return section
}

function newSection(line: number): DiffSection {
  return {
    line,
    endLine: line,
    from: null,
    to: null,
    renameFrom: null,
    renameTo: null,
    created: false,
    deleted: false,
    executable: false,
    binary: false,
    headed: false,
    hunks: [],
  }
}

function readBodyLine(text: string, section: DiffSection, line: number): void {
  const header = readHunkHeader(text)
  if (header !== null) {
    section.hunks.push(newHunk(line, header))
    section.endLine = line
    return
  }
  if (section.hunks.length === 0 && readExtendedHeader(text, section)) {
    section.endLine = line
    return
  }
  if (section.hunks.length === 0 && !/^[-+ ]/.test(text)) return
  if (section.hunks.length === 0) section.hunks.push(newHunk(line, { startLine: null, heading: '' }))
  const hunk = section.hunks.at(-1)
  if (hunk === undefined) return
  if (text.startsWith('\\')) {
    const mark = hunk.lines.at(-1)?.mark ?? ' '
    if (mark !== '+') hunk.noNewline.old = true
    if (mark !== '-') hunk.noNewline.new = true
  } else hunk.lines.push(readHunkLine(text))
  hunk.endLine = line
  section.endLine = line
}

function newHunk(
  line: number,
  { startLine, heading }: { readonly startLine: number | null; readonly heading: string },
): RawHunk {
  return { line, endLine: line, startLine, heading, lines: [], noNewline: { old: false, new: false } }
}

/** The lines between `diff --git` and the paths, as far as they say something that can be done. */
function readExtendedHeader(text: string, section: DiffSection): boolean {
  const rename = /^rename (from|to) (.+)$/.exec(text)
  if (rename) section[rename[1] === 'from' ? 'renameFrom' : 'renameTo'] = readHeaderPath(rename[2] ?? '')
  else if (text.startsWith('new file mode ')) {
    section.created = true
    section.executable = text.trim().endsWith('755')
  } else if (text.startsWith('deleted file mode ')) section.deleted = true
  else if (/^(?:Binary files |GIT binary patch)/.test(text)) section.binary = true
  else return /^(?:index |old mode |new mode |similarity |dissimilarity |copy )/.test(text)
  return true
}

/** `a/x b/x`, either side perhaps quoted; both names are the same unless rename lines say so. */
function readGitPaths(text: string): readonly [string | null, string | null] {
  const quoted = /^("(?:[^"\\]|\\.)*"|\S+) ("(?:[^"\\]|\\.)*"|\S+)$/.exec(text.trim())
  if (quoted) return [readHeaderPath(quoted[1] ?? ''), readHeaderPath(quoted[2] ?? '')]
  const middle = (text.trim().length - 1) / 2
  const [left, right] = [text.trim().slice(0, middle), text.trim().slice(middle + 1)]
  return left.slice(2) === right.slice(2) ? [left, right] : [null, null]
}
