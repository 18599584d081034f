import type { Definition, DefinitionKind, FileTags, Reference } from './file-tags.ts'
import { definedIn } from './defining-line.ts'

/**
 * Tags of a text without a tree: what a line defines by the words it begins with, as far as its indentation lasts, and
 * every other identifier as a name used. Linear in the length of the text, whatever it holds.
 */
export function lexicalTags(source: string): FileTags {
  const lines = source.split('\n')
  const definitions = findDefinitions(lines)
  const defined = new Set(definitions.map(({ name }) => name))
  return { definitions, references: countNames(lines, definitions, defined), imports: [] }
}

interface OpenDefinition {
  readonly index: number
  readonly indent: number
  readonly kind: DefinitionKind
}

type GrowingDefinition = { -readonly [K in keyof Definition]: Definition[K] }

function findDefinitions(lines: readonly string[]): readonly Definition[] {
  const definitions: GrowingDefinition[] = []
  const open: OpenDefinition[] = []
  let lastText = 0
  const close = (): void => {
    const definition = definitions[open.pop()?.index ?? -1]
    if (definition) definition.endLine = Math.max(definition.startLine, lastText)
  }
  for (const [index, line] of lines.entries()) {
    const found = line.length > maxLineLength ? null : definedIn(line)
    if (found) {
      const indent = line.length - line.trimStart().length
      while (open.length > 0 && (open.at(-1)?.indent ?? 0) >= indent) close()
      // A function does not lie in another one merely because it stands further right.
      const parent = open.findLast(({ kind }) => kind === 'class' || kind === 'module')?.index ?? -1
      open.push({ index: definitions.length, indent, kind: found.kind })
      const at = { line: index + 1, startLine: index + 1, endLine: index + 1 }
      definitions.push({ ...found, ...at, parent })
    }
    if (/\S/.test(line)) lastText = index + 1
  }
  while (open.length > 0) close()
  return definitions
}

/** One row per name and innermost definition around it. */
function countNames(
  lines: readonly string[],
  definitions: readonly Definition[],
  defined: ReadonlySet<string>,
): readonly Reference[] {
  const rows = new Map<string, { -readonly [K in keyof Reference]: Reference[K] }>()
  let last = -1
  for (const [index, line] of lines.entries()) {
    while ((definitions[last + 1]?.startLine ?? Number.POSITIVE_INFINITY) <= index + 1) last++
    let owner = last
    while (owner >= 0 && (definitions[owner]?.endLine ?? 0) <= index) owner = definitions[owner]?.parent ?? -1
    for (const [name] of line.matchAll(identifier)) {
      if (defined.has(name)) continue
      const key = `${owner} ${name}`
      const row = rows.get(key)
      if (row) row.count++
      else rows.set(key, { name, kind: 'name', owner, count: 1 })
    }
  }
  return [...rows.values()]
}

const maxLineLength = 500
const identifier = /[\p{L}_$][\p{L}\p{N}_$]{2,}/gu
