/** The last line of the imports that a file begins with, behind what may stand above them; null for none. */
export function endOfImports(
  lines: readonly string[],
  { start, end }: { readonly start: number; readonly end: number },
): number | null {
  let last: number | null = null
  for (let line = start; line <= end; line += 1) {
    const text = lines[line - 1] ?? ''
    if (importing.test(text) && (last === null || line - last <= furthest)) last = line
    else if (last === line - 1 && goesOn.test(text)) last = line
  }
  return last
}

/** Lines between two imports, of comments and conditions, over which they are one list. */
const furthest = 20
const importing =
  /^(?:import\b|from\s+\S+\s+import\b|export\s.*\bfrom\b|#\s*include\b|using\s|use\s|package\s|require|(?:const|let|var)\s.*\brequire\()/
/** The rest of a list of names: indented, or its closing bracket. */
const goesOn = /^(?:\s+\S|[)}])/
