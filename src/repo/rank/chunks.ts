import type { TreeFacts } from '../facts/code-index.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import type { Bag } from '../lexical/bm25.ts'
import { tokensOf } from '../lexical/terms.ts'
import type { Definition } from '../tags/file-tags.ts'
import { toBag } from './tree-search.ts'

/** A class or function as a text of its own. A class is what stands outside its functions. */
export interface Chunk {
  /** Place in the file's definitions. */
  readonly index: number
  readonly definition: Definition
  /** Names of the definitions around it, outermost first. */
  readonly scope: readonly string[]
  /** Terms of its lines. */
  readonly bag: Bag
  /** Terms of its own name. */
  readonly nameBag: Bag
  /** Terms of the names around it. */
  readonly scopeBag: Bag
}

/** Classes and functions of a file; what is defined inside a function belongs to that function. */
export function chunksOf(text: string, facts: FileFacts, { split }: TreeFacts): readonly Chunk[] {
  const { definitions } = facts
  const kept = definitions.map(
    ({ kind }, index) => (kind === 'function' || kind === 'class') && !isInFunction(index, definitions),
  )
  const lines = text.split('\n')
  const owners = ownersOfLines(lines.length, definitions, kept)
  const terms = definitions.map((): number[] => [])
  for (const [row, line] of lines.entries()) {
    const own = terms[owners[row] ?? -1]
    if (own) for (const token of tokensOf(line)) own.push(...split(token))
  }
  return definitions.flatMap((definition, index): readonly Chunk[] => {
    if (!kept[index]) return []
    const scope = scopeOf(definition, definitions)
    return [
      {
        index,
        definition,
        scope,
        bag: toBag(terms[index] ?? []),
        nameBag: toBag([...split(definition.name)]),
        scopeBag: toBag(scope.flatMap((name) => [...split(name)])),
      },
    ]
  })
}

/** Names of the definitions around one, outermost first. */
export function scopeOf({ parent }: Definition, definitions: readonly Definition[]): readonly string[] {
  const outer = definitions[parent]
  return outer ? [...scopeOf(outer, definitions), outer.name] : []
}

function isInFunction(index: number, definitions: readonly Definition[]): boolean {
  for (let outer = definitions[index]?.parent ?? -1; outer >= 0; outer = definitions[outer]?.parent ?? -1)
    if (definitions[outer]?.kind === 'function') return true
  return false
}

function ownersOfLines(
  lines: number,
  definitions: readonly Definition[],
  kept: readonly boolean[],
): Int32Array {
  const owners = new Int32Array(lines).fill(-1)
  // Inner definitions come after outer ones and take their lines over.
  for (const [index, { startLine, endLine }] of definitions.entries())
    if (kept[index]) owners.fill(index, startLine - 1, endLine)
  return owners
}
