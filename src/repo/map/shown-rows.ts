import type { Definition } from '../tags/file-tags.ts'

/** Rows, counted from 1, that show a definition: its signature, and the lines that name what stands around it. */
export function shownRows(
  index: number,
  definitions: readonly Definition[],
  lines: readonly string[],
): readonly number[] {
  const definition = definitions[index]
  if (!definition) return []
  const around: number[] = []
  for (let outer = definitions[definition.parent]; outer; outer = definitions[outer.parent])
    around.push(outer.line)
  return [...around.toReversed(), ...signatureRows(definition, lines)]
}

/** The line that names it and, of a class or function, those over which its brackets stay open, up to a limit. */
function signatureRows({ kind, line, endLine }: Definition, lines: readonly string[]): readonly number[] {
  const last = kind === 'function' || kind === 'class' ? Math.min(endLine, line + maxSignatureRows - 1) : line
  const rows: number[] = []
  let open = 0
  for (let row = line; row <= last; row++) {
    rows.push(row)
    const text = (lines[row - 1] ?? '').replaceAll(quoted, '')
    for (const bracket of text.match(/[([)\]]/g) ?? []) open += bracket === '(' || bracket === '[' ? 1 : -1
    // A body may begin within brackets, as that of a callback does.
    if (open <= 0 || /[{:]\s*$/.test(text)) break
  }
  return rows
}

const maxSignatureRows = 6
/** Strings and comments of one line: brackets in them open nothing. */
const quoted = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|(?:#|\/\/).*$/g
