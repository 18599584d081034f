/** What became of an edit of one text: the new text and where it changed, or why it did not. */
export type TextEdit =
  | { readonly kind: 'edited'; readonly text: string; readonly firstLine: number; readonly lastLine: number }
  | { readonly kind: 'refused'; readonly reason: string }

/** Puts one text in the place of another that must stand there exactly once. Line ends are those of the file. */
export function replaceOnce(text: string, old: string, replacement: string): TextEdit {
  const [wanted, fresh] = [old, replacement].map((part) => withLineEnds(part, text))
  if (wanted === undefined || fresh === undefined) return refused('There is nothing to replace.')
  if (wanted === fresh) return refused('`old_str` and `new_str` are the same.')
  const places = findAll(text, wanted)
  const [place] = places
  if (place === undefined)
    return refused(
      '`old_str` does not stand in the file as it is written. View the place and take it over exactly.',
    )
  if (places.length > 1) {
    const lines = places.slice(0, 20).map((at) => lineAt(text, at))
    const more = places.length > lines.length ? ', …' : ''
    return refused(
      `\`old_str\` stands in the file ${places.length} times, at lines ${lines.join(', ')}${more}. Take in more lines around the one that is meant.`,
    )
  }
  const firstLine = lineAt(text, place)
  return {
    kind: 'edited',
    text: text.slice(0, place) + fresh + text.slice(place + wanted.length),
    firstLine,
    lastLine: firstLine + countLines(fresh),
  }
}

/** Puts lines behind the line of that number, 0 for the top. */
export function insertLines(text: string, line: number, added: string): TextEdit {
  const lines = text.split('\n')
  const last = text.endsWith('\n') || text === '' ? lines.length - 1 : lines.length
  if (line > last) return refused(`The file has ${last} lines, so nothing can be put behind line ${line}.`)
  const body = withLineEnds(added.endsWith('\n') ? added : `${added}\n`, text)
  const before = lines
    .slice(0, line)
    .map((one) => `${one}\n`)
    .join('')
  // A last line without a line end gets one, or the new line would go on with it.
  const after = lines.slice(line).join('\n')
  return {
    kind: 'edited',
    text: before + body + after,
    firstLine: line + 1,
    lastLine: line + countLines(body),
  }
}

/** Lines of a text from `first` to `last`, 1 is the first, each behind its number. */
export function numberLines(text: string, first = 1, last = Number.POSITIVE_INFINITY): string {
  return (text.endsWith('\n') ? text.slice(0, -1) : text)
    .split('\n')
    .map((line, at) => ({ line: line.replace(/\r$/, ''), number: at + 1 }))
    .slice(Math.max(0, first - 1), last)
    .map(({ line, number }) => `${String(number).padStart(6)}\t${line}`)
    .join('\n')
}

/** Line breaks as the file has them; a file that mixes them is left to the model. */
function withLineEnds(part: string, file: string): string {
  const all = countLines(file)
  const isWindows = all > 0 && file.split('\r\n').length - 1 === all
  return isWindows ? part.replaceAll(/\r?\n/g, '\r\n') : part
}

function findAll(text: string, wanted: string): readonly number[] {
  const places: number[] = []
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) places.push(at)
  return places
}

function lineAt(text: string, place: number): number {
  return countLines(text.slice(0, place)) + 1
}

function countLines(text: string): number {
  return text.split('\n').length - 1
}

function refused(reason: string): TextEdit {
  return { kind: 'refused', reason }
}
