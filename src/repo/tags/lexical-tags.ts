import type { Definition, DefinitionKind, FileTags, Reference } from './file-tags.ts'

/** Tags of a text without a tree: words after a word that defines, and every other identifier as a name used. */
export function lexicalTags(source: string): FileTags {
  const lines = source.split('\n')
  const definitions: Definition[] = []
  for (const [index, line] of lines.entries()) {
    const found = line.length > maxLineLength ? null : definingLine.exec(line)
    const [, word = '', name = ''] = found ?? []
    if (name === '') continue
    const at = { line: index + 1, startLine: index + 1, endLine: index + 1 }
    definitions.push({ name, kind: kindOf(word), ...at, parent: -1 })
  }
  const defined = new Set(definitions.map(({ name }) => name))
  const counts = new Map<string, number>()
  for (const [word] of source.matchAll(identifier))
    if (!defined.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1)
  const references: Reference[] = [...counts].map(([name, count]) => ({
    name,
    kind: 'name',
    owner: -1,
    count,
  }))
  return { definitions, references, imports: [] }
}

const maxLineLength = 500
const identifier = /[\p{L}_$][\p{L}\p{N}_$]{2,}/gu
const definingLine =
  /^\s*(?:[a-z]+(?:\([a-z]*\))?\s+){0,4}?(class|struct|interface|trait|protocol|object|record|enum|extension|defmodule|module|namespace|package|typealias|type|def|defp|defn|fn|func|fun|function|sub|proc|procedure|subroutine)\s+([\p{L}_][\p{L}\p{N}_.]*)/u

function kindOf(word: string): DefinitionKind {
  if (/^(?:defmodule|module|namespace|package)$/.test(word)) return 'module'
  if (word.startsWith('type')) return 'type'
  return /^(?:class|struct|interface|trait|protocol|object|record|enum|extension)$/.test(word)
    ? 'class'
    : 'function'
}
