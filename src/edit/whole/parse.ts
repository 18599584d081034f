import type { Edit, ParsedReply, ParseOptions, ParseProblem } from '../edit.ts'
import { closingFence } from '../fence.ts'
import { readPathLine, type PathReading } from '../path-line.ts'
import { listCommands } from '../shell-commands.ts'
import { bareLine } from '../text-file.ts'

/** Every fence that stands under the path of a file is that file's new content. Other fences are no edits. */
export function parseWhole(reply: string, options: ParseOptions = {}): ParsedReply {
  const lines = reply.split('\n').map(bareLine)
  const isFile = options.isFile ?? ((path: string) => (options.chatFiles ?? []).includes(path))
  const edits = new Map<string, Edit>()
  const problems: ParseProblem[] = []
  const fenced = readFences(lines)
  const starts = findStarts(fenced, isFile)
  for (const [nth, start] of starts.entries()) {
    const limit = starts[nth + 1]?.pathLine ?? lines.length
    const end = findEnd(fenced, start, limit)
    const line = start.at + 1
    if (end === null) problems.push(unclosed(line, limit === lines.length && options.cutShort === true))
    else {
      const edit = { ...toEdit(start, lines.slice(start.at + 1, end), options), endLine: end + 1 }
      edits.set(edit.path, edit)
    }
  }
  const [fence] = lines.flatMap((text, at) => (openingMark(text) === null ? [] : [at + 1]))
  if (starts.length === 0 && fence !== undefined)
    problems.push({
      kind: 'missing-path',
      line: fence,
      message: 'no line above a fence is just the path of a file',
    })
  return { edits: [...edits.values()], problems, commands: listCommands(lines, () => false) }
}

interface Start extends PathReading {
  /** Line of the opening fence, from 0. */
  readonly at: number
  /** Its place among all fences. */
  readonly nth: number
  readonly pathLine: number
  readonly mark: string
}

function findStarts(reply: FencedReply, isFile: (path: string) => boolean): readonly Start[] {
  const { lines, fences } = reply
  const starts: Start[] = []
  let insideUntil = -1
  let nameless: string | null = null
  for (const [nth, at] of fences.entries()) {
    const mark = openingMark(lines[at] ?? '')
    if (mark === null || at <= insideUntil || starts.length >= maxFiles) continue
    const pathLine = lines[at - 1]?.trim() === '' ? at - 2 : at - 1
    const path = readPathLine(lines[pathLine] ?? '', isFile)
    // The last line of code without a path, as in "python a.py", may name a file: what follows it closes that code.
    const closes: boolean = nameless !== null && (lines[at] ?? '').trim() === closingFence(nameless)
    if (path === null || (closes && path.note !== undefined)) {
      nameless = closes ? null : mark
      continue
    }
    nameless = null
    const start: Start = { ...path, at, nth, pathLine, mark }
    starts.push(start)
    // Fences inside a closed block belong to its content, whatever stands above them.
    insideUntil = findEnd(reply, start, lines.length) ?? at
  }
  return starts
}

/** No reply writes so many files; each costs a look at all fences behind it. */
const maxFiles = 500

interface FencedReply {
  readonly lines: readonly string[]
  /** Numbers of the lines that could open or close a fence, from 0. */
  readonly fences: readonly number[]
}

function readFences(lines: readonly string[]): FencedReply {
  return { lines, fences: lines.flatMap((line, at) => (/^(?:`{3}|~{3}|<\/?[a-z]+>)/.test(line) ? [at] : [])) }
}

function openingMark(line: string): string | null {
  const match = /^(`{3,}|~{3,})[^`]*$/.exec(line)
  const tag = /^<(?:source|code|pre|codeblock|sourcecode)>[\w+-]*\s*$/.exec(line)
  return match?.[1] ?? (tag ? line.replace(/>.*$/, '>') : null)
}

/**
 * The line that closes a block: fences inside that say a language open a level of their own. Null when the fences up
 * to `limit` do not add up, for then it cannot be told where the content ends.
 */
function findEnd({ lines, fences }: FencedReply, start: Start, limit: number): number | null {
  const closing = closingFence(start.mark)
  let depth = 1
  let end: number | null = null
  for (let nth = start.nth + 1; nth < fences.length && (fences[nth] ?? limit) < limit; nth += 1) {
    const info = infoAfter((lines[fences[nth] ?? 0] ?? '').trimEnd(), closing)
    if (info === null) continue
    // Behind the end every fence that meets none open opens one.
    depth += info !== '' || depth === 0 ? 1 : -1
    if (depth === 0) end ??= fences[nth] ?? null
  }
  return depth === 0 ? end : null
}

/** What follows a fence on its line; null for lines that are no such fence. A longer run of ticks is another fence. */
function infoAfter(line: string, closing: string): string | null {
  if (closing.startsWith('<')) return line === closing ? '' : null
  if (!line.startsWith(closing)) return null
  const info = line.slice(closing.length)
  return info.startsWith(closing.charAt(0)) ? null : info.trim()
}

function toEdit(start: Start, body: readonly string[], options: ParseOptions): Edit {
  const content = body.map((line) => `${line}\n`).join('')
  const { path, note } = resolve(start, options)
  return {
    path,
    line: start.pathLine + 1,
    readings: [{ search: null, replace: content }],
    ...(note === undefined ? {} : { note }),
  }
}

/** A bare name that is no file of the repository stands for the one file of that name in the conversation. */
function resolve(named: PathReading, { chatFiles = [], isFile }: ParseOptions): PathReading {
  const { path, note } = named
  if (path.includes('/') || chatFiles.includes(path) || isFile?.(path) === true) return named
  const namesakes = chatFiles.filter((file) => file.endsWith(`/${path}`))
  const [only] = namesakes
  return only === undefined || namesakes.length > 1
    ? { path, ...(note === undefined ? {} : { note }) }
    : { path: only, note: `${path} does not exist; taken for ${only}` }
}

function unclosed(line: number, cutShort: boolean): ParseProblem {
  return cutShort
    ? { kind: 'cut-short', line, message: 'the reply was cut off inside this file' }
    : {
        kind: 'incomplete-block',
        line,
        message: 'the fences of this file do not add up, so its end is unknown',
      }
}
