import { isProgram } from '../classes/changed-files.ts'
import { patchLines } from '../signs/patch-lines.ts'

/** Names of Python functions by file. */
export type FunctionNames = ReadonlyMap<string, ReadonlySet<string>>

/** Functions that patches change, by the lines of the base that they touch: the innermost `def` around each. */
export function touchedFunctions(
  patches: readonly string[],
  baseFiles: ReadonlyMap<string, string>,
): FunctionNames {
  const found = new Map<string, Set<string>>()
  for (const { path, touched } of patches.flatMap(patchLines)) {
    const text = baseFiles.get(path)
    if (text === undefined || !path.endsWith('.py') || !isProgram(path)) continue
    const lines = text.split('\n')
    for (const line of touched) {
      const name = functionAround(lines, line)
      if (name !== null) found.set(path, (found.get(path) ?? new Set()).add(name))
    }
  }
  return found
}

function functionAround(lines: readonly string[], line: number): string | null {
  let limit = indentOf(lines[line - 1] ?? '') ?? Number.POSITIVE_INFINITY
  for (let at = line - 1; at >= 0; at -= 1) {
    const indent = indentOf(lines[at] ?? '')
    if (indent === null) continue
    const name = /^\s*(?:async\s+)?def\s+(\w+)/.exec(lines[at] ?? '')?.[1]
    if (name !== undefined && (indent < limit || at === line - 1)) return name
    limit = Math.min(limit, indent)
  }
  return null
}

/** Null for a blank line. */
function indentOf(line: string): number | null {
  return line.trim() === '' ? null : line.length - line.trimStart().length
}

/** Lines of each file that a patch adds, as they are counted with it in place. */
export function addedLines(patch: string): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>()
  for (const part of patch.split(/^(?=diff --git )/m)) {
    const path = /^\+\+\+ "?b\/(.*?)"?\t?$/m.exec(part)?.[1]
    if (path === undefined) continue
    const added: number[] = []
    let line = 0
    for (const row of part.split('\n')) {
      const start = /^@@ -\d+(?:,\d+)? \+(\d+)/.exec(row)
      if (start) line = Number(start[1])
      else if (line > 0 && row.startsWith('+')) added.push(line++)
      else if (line > 0 && row.startsWith(' ')) line += 1
    }
    found.set(path, added)
  }
  return found
}
