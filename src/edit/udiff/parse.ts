import type { Edit, ParsedReply, ParseOptions, ParseProblem } from '../edit.ts'
import { changesAnything, trimHunkLines, type Hunk } from '../hunk/hunk.ts'
import { hunkReadings } from '../hunk/hunk-readings.ts'
import { readPathLine } from '../path-line.ts'
import { listCommands } from '../shell-commands.ts'
import { bareLine } from '../text-file.ts'
import { findDiffs, type DiffPart } from './find-diffs.ts'
import { readSections, type RawHunk } from './read-sections.ts'
import { resolveSection, type FileSection } from './resolve-section.ts'

/** Every hunk of a reply's diffs, and what they say of whole files; other text is no edit. */
export function parseUdiff(reply: string, options: ParseOptions = {}): ParsedReply {
  const lines = reply.split('\n').map(bareLine)
  const { chatFiles = [] } = options
  const isFile = options.isFile ?? ((path: string) => chatFiles.includes(path))
  const edits: Edit[] = []
  const problems: ParseProblem[] = []
  let current: string | null = null
  for (const part of findDiffs(lines)) {
    const body = lines.slice(part.start, part.end).map((line) => outdent(line, part.indent))
    const sections = readSections({ lines: body, firstLine: part.start + 1 })
    for (const [nth, raw] of sections.entries()) {
      const inherited = namedAbove(lines, part, isFile) ?? current ?? onlyOne(chatFiles)
      const section = resolveSection(raw, { isFile, inherited })
      const cut = !part.closed && options.cutShort === true && nth === sections.length - 1
      if (section.path !== null) current = section.moveTo ?? section.path
      const read = toEdits(section, cut)
      edits.push(...read.edits)
      problems.push(...read.problems)
    }
  }
  return { edits, problems, commands: listCommands(lines, () => false) }
}

function outdent(line: string, indent: string): string {
  return indent !== '' && line.startsWith(indent) ? line.slice(indent.length) : line
}

function onlyOne(chatFiles: readonly string[]): string | null {
  return chatFiles.length === 1 ? (chatFiles[0] ?? null) : null
}

function namedAbove(
  lines: readonly string[],
  { above }: DiffPart,
  isFile: (path: string) => boolean,
): string | null {
  if (above === null) return null
  const line = lines[above]?.trim() === '' ? lines[above - 1] : lines[above]
  return readPathLine(line ?? '', isFile)?.path ?? null
}

interface ReadEdits {
  readonly edits: readonly Edit[]
  readonly problems: readonly ParseProblem[]
}

function toEdits(section: FileSection, cut: boolean): ReadEdits {
  const { path, line } = section
  const hunks = section.hunks
    .map((hunk) => ({ ...hunk, lines: trimHunkLines(hunk.lines) }))
    .filter(({ lines }) => changesAnything(lines))
  if (cut)
    return {
      edits: [],
      problems: [{ kind: 'cut-short', line, message: 'the reply was cut off inside this diff' }],
    }
  if (section.binary)
    return {
      edits: [],
      problems: [{ kind: 'binary', line, message: 'a diff of a file that is not text cannot be applied' }],
    }
  const acts = section.action !== null || section.moveTo !== null
  if (hunks.length === 0 && !acts)
    return section.hunks.length === 0 && path === null ? none : { edits: [], problems: [noHunk(line)] }
  if (path === null)
    return {
      edits: [],
      problems: [
        {
          kind: 'missing-path',
          line,
          message: 'nothing says which file this diff is of; begin it with --- and +++ lines',
        },
      ],
    }
  return { edits: [...textEdits(section, { path, hunks }), ...moveEdits(section, path)], problems: [] }
}

const none: ReadEdits = { edits: [], problems: [] }

function noHunk(line: number): ParseProblem {
  return { kind: 'no-hunk', line, message: 'the diff has no line that begins with + or -' }
}

interface Located {
  readonly path: string
  readonly hunks: readonly (Omit<RawHunk, 'lines'> & Pick<Hunk, 'lines'>)[]
}

function textEdits(section: FileSection, { path, hunks }: Located): readonly Edit[] {
  const note = section.note === null ? {} : { note: section.note }
  const place = { path, line: section.line, endLine: section.endLine, ...note }
  const { action } = section
  if (action !== null) {
    const lines = hunks.flatMap((hunk) => hunk.lines)
    const hunk = toHunk({ lines, startLine: null, heading: '', noNewline: hunks.at(-1)?.noNewline ?? kept })
    const side = action === 'create' ? '+' : '-'
    const text = lines
      .flatMap((line) => (line.mark === side || line.mark === ' ' ? [`${line.text}\n`] : []))
      .join('')
    const reading = action === 'create' ? { search: '', replace: text } : { search: text, replace: '' }
    return [{ ...place, readings: [reading], action: { kind: action }, hunk }]
  }
  return hunks.map((raw) => ({
    path,
    line: raw.line,
    endLine: raw.endLine,
    ...note,
    readings: hunkReadings(raw.lines),
    hunk: toHunk(raw),
  }))
}

const kept = { old: false, new: false }

function moveEdits({ moveTo, line, endLine }: FileSection, path: string): readonly Edit[] {
  if (moveTo === null) return []
  return [
    { path, line, endLine, readings: [{ search: '', replace: '' }], action: { kind: 'move', to: moveTo } },
  ]
}

function toHunk({
  lines,
  startLine,
  heading,
  noNewline,
}: Pick<RawHunk, 'startLine' | 'heading' | 'noNewline'> & Pick<Hunk, 'lines'>): Hunk {
  return {
    lines,
    startLine,
    scopes: heading === '' ? [] : [heading],
    atEnd: false,
    finalNewline: noNewline.old === noNewline.new ? 'as-it-is' : noNewline.new ? 'removed' : 'added',
  }
}
