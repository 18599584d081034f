import type { Definition } from '../../../repo/index.ts'

/** No definition: the line stands at the top of its file. */
export const nobody = -1

/**
 * For each line the place, in the list, of the innermost definition that it belongs to. What is defined within a
 * function is part of that function, and a comment right above a definition is part of it.
 */
export function findOwners(lines: readonly string[], definitions: readonly Definition[]): readonly number[] {
  const owners = lines.map(() => nobody)
  for (const [at, definition] of definitions.entries()) {
    if (!isCut(definition, definitions)) continue
    let start = definition.startLine - 1
    const around = owners[start] ?? nobody
    while (start > 0 && owners[start - 1] === around && comment.test(lines[start - 1] ?? '')) start -= 1
    owners.fill(at, start, definition.endLine)
  }
  return owners
}

function isCut({ kind, parent }: Definition, definitions: readonly Definition[]): boolean {
  if (kind === 'variable') return false
  const around = definitions[parent]
  return around === undefined || (around.kind !== 'function' && isCut(around, definitions))
}

const comment = /^\s*(?:#(?!\s*(?:include|import|define|if|else|elif|endif|undef|pragma)\b)|\/[/*]|\*|--)/
