/** A line of a file with a patch in place, around what it changes. */
export interface PatchedLine {
  readonly text: string
  readonly added: boolean
}

export interface FileLines {
  /** As it is with the patch. */
  readonly path: string
  /** Of each hunk, without what was taken away. */
  readonly hunks: readonly (readonly PatchedLine[])[]
  readonly deleted: readonly string[]
  /** Lines of the base, counted from 1, that are taken away, or after which something is put. */
  readonly touched: readonly number[]
}

/** The lines of a git diff, file by file. */
export function patchLines(patch: string): readonly FileLines[] {
  return patch
    .split(/^(?=diff --git )/m)
    .filter((part) => part.startsWith('diff --git '))
    .map(readFile)
}

function readFile(text: string): FileLines {
  const path = /^\+\+\+ "?b\/(.*?)"?\t?$/m.exec(text)?.[1] ?? /^--- "?a\/(.*?)"?\t?$/m.exec(text)?.[1] ?? ''
  const hunks: PatchedLine[][] = []
  const deleted: string[] = []
  const touched: number[] = []
  let line = 0
  for (const row of text.split('\n')) {
    const start = /^@@ -(\d+)(?:,\d+)? \+\d+(?:,\d+)? @@/.exec(row)
    if (start) {
      line = Number(start[1])
      hunks.push([])
      continue
    }
    const hunk = hunks.at(-1)
    if (!hunk) continue
    if (row.startsWith('+')) {
      hunk.push({ text: row.slice(1), added: true })
      touched.push(Math.max(1, line - 1))
    } else if (row.startsWith('-')) {
      deleted.push(row.slice(1))
      touched.push(line)
      line += 1
    } else if (row.startsWith(' ')) {
      hunk.push({ text: row.slice(1), added: false })
      line += 1
    }
  }
  return { path, hunks, deleted, touched: [...new Set(touched)] }
}
