import { forEachToken } from '../lexical/tokens.ts'
import type { Definition } from '../tags/file-tags.ts'

interface ChunkTerms {
  /** Place in the definitions; -1 for what stands outside of all. */
  readonly definition: number
  readonly terms: number[]
}

/** What stands outside first, then classes and functions; what is defined inside a function belongs to that function. */
export function chunksOf(
  text: string,
  definitions: readonly Definition[],
  split: (token: string) => readonly number[],
): readonly ChunkTerms[] {
  const rest: ChunkTerms = { definition: -1, terms: [] }
  const chunks = definitions.map((_, index): ChunkTerms | null =>
    isChunk(index, definitions) ? { definition: index, terms: [] } : null,
  )
  const ownerOf = createOwnerReader(definitions, chunks, rest)
  forEachToken(text, (token, line) => {
    const { terms } = ownerOf(line)
    for (const term of split(token)) terms.push(term)
  })
  return [rest, ...chunks.filter((chunk) => chunk !== null)]
}

function isChunk(index: number, definitions: readonly Definition[]): boolean {
  const { kind } = definitions[index] ?? {}
  if (kind !== 'function' && kind !== 'class') return false
  for (let outer = definitions[index]?.parent ?? -1; outer >= 0; outer = definitions[outer]?.parent ?? -1)
    if (definitions[outer]?.kind === 'function') return false
  return true
}

/** The innermost chunk of a line; to be asked for rising lines. */
function createOwnerReader(
  definitions: readonly Definition[],
  chunks: readonly (ChunkTerms | null)[],
  rest: ChunkTerms,
): (line: number) => ChunkTerms {
  const open: number[] = []
  let next = 0
  let asked = 0
  let owner = rest
  return (line) => {
    if (line === asked) return owner
    asked = line
    while ((definitions[next]?.startLine ?? Number.POSITIVE_INFINITY) <= line) {
      if (chunks[next]) open.push(next)
      next++
    }
    while (open.length > 0 && (definitions[open.at(-1) ?? 0]?.endLine ?? 0) < line) open.pop()
    owner = chunks[open.at(-1) ?? -1] ?? rest
    return owner
  }
}
