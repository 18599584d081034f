import type { Edit, ParsedReply, ParseOptions, ParseProblem } from '../edit.ts'
import { readPathLine, type PathReading } from '../path-line.ts'
import { listCommands } from '../shell-commands.ts'
import { bareLine } from '../text-file.ts'

/** Every fence that stands under the path of a file is that file's new content. Other fences are no edits. */
export function parseWhole(reply: string, options: ParseOptions = {}): ParsedReply {
  const lines = reply.split('\n').map(bareLine)
  const isFile = options.isFile ?? ((path: string) => (options.chatFiles ?? []).includes(path))
  const edits = new Map<string, Edit>()
  const problems: ParseProblem[] = []
  const starts = findStarts(lines, isFile)
  for (const [nth, start] of starts.entries()) {
    const limit = starts[nth + 1]?.pathLine ?? lines.length
    const end = findEnd(lines, start, limit)
    const line = start.at + 1
    if (end === null) problems.push(unclosed(line, limit === lines.length && options.cutShort === true))
    else {
      const edit = toEdit(start, lines.slice(start.at + 1, end), options)
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
  readonly pathLine: number
  readonly mark: string
}

function findStarts(lines: readonly string[], isFile: (path: string) => boolean): readonly Start[] {
  const starts: Start[] = []
  let insideUntil = -1
  for (const [at, line] of lines.entries()) {
    const mark = openingMark(line)
    if (mark === null || at <= insideUntil) continue
    const pathLine = lines[at - 1]?.trim() === '' ? at - 2 : at - 1
    const path = readPathLine(lines[pathLine] ?? '', isFile)
    if (path === null) continue
    const start: Start = { ...path, at, pathLine, mark }
    starts.push(start)
    // Fences inside a closed block belong to its content, whatever stands above them.
    insideUntil = findEnd(lines, start, lines.length) ?? at
  }
  return starts
}

function openingMark(line: string): string | null {
  const match = /^(`{3,}|~{3,})[^`]*$/.exec(line)
  const tag = /^<(?:source|code|pre|codeblock|sourcecode)>[\w+-]*\s*$/.exec(line)
  return match?.[1] ?? (tag ? line.replace(/>.*$/, '>') : null)
}

/**
 * The line that closes a block: nested fences that say a language open a level of their own. Null when the fences do
 * not add up, for then it cannot be told where the content ends.
 */
function findEnd(lines: readonly string[], start: Start, limit: number): number | null {
  const closing = start.mark.startsWith('<') ? `</${start.mark.slice(1)}` : start.mark
  let depth = 0
  let end: number | null = null
  for (let at = start.at + 1; at < limit; at += 1) {
    const line = (lines[at] ?? '').trimEnd()
    const isFence = start.mark.startsWith('<') ? line === closing : line.startsWith(closing)
    if (!isFence) continue
    const info = line.slice(closing.length).trim()
    const longer = info.startsWith(closing.charAt(0))
    if (longer && !start.mark.startsWith('<')) continue
    if (end !== null) depth += info === '' ? -1 : 1
    else if (info !== '') depth += 1
    else if (depth > 0) depth -= 1
    else end = at
  }
  return end !== null && depth === 0 ? end : null
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
