import { readFileSync } from 'node:fs'
import { Query, type Node, type QueryMatch } from 'web-tree-sitter'
import { hasCode } from '../../std/index.ts'
import type { SyntaxLanguage, SyntaxParser, SyntaxTree } from '../../syntax/index.ts'
import {
  definitionKinds,
  type Definition,
  type DefinitionKind,
  type FileTags,
  type Import,
  type Reference,
  type ReferenceKind,
} from './file-tags.ts'
import { lexicalTags } from './lexical-tags.ts'
import { parseImport } from './parse-import.ts'

/** Reads tags from texts; holds one compiled query a language, outside the JavaScript heap, until it is disposed. */
export interface Tagger extends Disposable {
  /** By the grammar of the language, lexically where there is none; null where a text is too much for its grammar. */
  read(source: string, language: SyntaxLanguage | null): Promise<FileTags | null>
}

export function createTagger(syntax: SyntaxParser): Tagger {
  const queries = new Map<SyntaxLanguage, Query>()
  const queryFor = (tree: SyntaxTree): Query => {
    const known = queries.get(tree.language)
    if (known) return known
    const text = readFileSync(new URL(`./queries/${tree.language}.scm`, import.meta.url), 'utf8')
    const query = new Query(tree.root.tree.language, text)
    queries.set(tree.language, query)
    return query
  }
  return {
    read: async (source, language) => {
      if (language === null || !hasQuery.has(language)) return lexicalTags(source)
      try {
        using tree = await syntax.parse(source, language)
        return tree ? collectTags(tree, queryFor(tree).matches(tree.root)) : null
      } catch (error) {
        // A grammar is somebody else's program: one that breaks on a text costs that text, not the whole index.
        if (hasCode(error, 'syntax')) throw error
        return null
      }
    },
    [Symbol.dispose]: () => {
      for (const query of queries.values()) query.delete()
      queries.clear()
    },
  }
}

const hasQuery: ReadonlySet<SyntaxLanguage> = new Set([
  'bash',
  'c-sharp',
  'cpp',
  'go',
  'java',
  'javascript',
  'php',
  'powershell',
  'python',
  'ruby',
  'rust',
  'tsx',
  'typescript',
])

interface Found {
  readonly name: string
  readonly at: number
}
type FoundReference = Found & { readonly kind: ReferenceKind }
type FoundDefinition = Found & { readonly kind: DefinitionKind; readonly node: Node; readonly nameNode: Node }

function collectTags(tree: SyntaxTree, matches: readonly QueryMatch[]): FileTags {
  const definitions = new Map<number, FoundDefinition>()
  const references = new Map<number, FoundReference>()
  const imports: Import[] = []
  const textOf = (node: Node): string => tree.source.slice(node.startIndex, node.endIndex)
  for (const { captures } of matches) {
    const [first, second] = captures
    if (!first) continue
    const { node } = first
    if (first.name.startsWith('definition.')) {
      const kind = definitionKinds.find((kind) => first.name.endsWith(kind))
      const nameNode = captures.find(({ name }) => name === 'name')?.node ?? second?.node
      if (!kind || !nameNode) continue
      const known = definitions.get(nameNode.startIndex)
      // Of two patterns for one name the one that says function knows more: a variable may hold one.
      if (known && kind !== 'function') continue
      const found = {
        name: lastName(textOf(nameNode)),
        kind,
        node: wholeOf(node),
        nameNode,
        at: node.startIndex,
      }
      definitions.set(nameNode.startIndex, found)
      continue
    }
    const imported = captures.find(({ name }) => name === 'import')
    if (imported) imports.push(...parseImport(textOf(imported.node), tree.language))
    else if (first.name === 'call' || first.name === 'type' || first.name === 'attribute') {
      // Of a method's call both patterns of attributes and calls match the name: it is one call.
      if (references.get(node.startIndex)?.kind === 'call') continue
      references.set(node.startIndex, { name: textOf(node), kind: first.name, at: node.startIndex })
    }
  }
  return join(definitions, references, imports)
}

function join(
  definitions: ReadonlyMap<number, FoundDefinition>,
  references: Map<number, FoundReference>,
  imports: readonly Import[],
): FileTags {
  const ordered = [...definitions.values()].sort(
    (a, b) => a.node.startIndex - b.node.startIndex || b.node.endIndex - a.node.endIndex || a.at - b.at,
  )
  for (const { nameNode } of ordered) references.delete(nameNode.startIndex)
  const parents = parentsOf(ordered)
  return {
    definitions: ordered.map(({ name, kind, node, nameNode }, index): Definition => ({
      name,
      kind,
      line: nameNode.startPosition.row + 1,
      startLine: node.startPosition.row + 1,
      endLine: lastLine(node),
      parent: parents[index] ?? -1,
    })),
    references: [
      ...countReferences(ordered, parents, [...references.values()]),
      ...importReferences(imports),
    ],
    imports,
  }
}

function parentsOf(ordered: readonly FoundDefinition[]): readonly number[] {
  const open: number[] = []
  return ordered.map(({ node }, index) => {
    while (open.length > 0 && (ordered[open.at(-1) ?? 0]?.node.endIndex ?? 0) <= node.startIndex) open.pop()
    const parent = open.at(-1) ?? -1
    open.push(index)
    return parent
  })
}

/** One row per name, kind and owner. Both lists are walked in order of place. */
function countReferences(
  ordered: readonly FoundDefinition[],
  parents: readonly number[],
  references: FoundReference[],
): readonly Reference[] {
  const rows = new Map<string, { -readonly [K in keyof Reference]: Reference[K] }>()
  let last = -1
  for (const { name, kind, at } of references.sort((a, b) => a.at - b.at)) {
    while ((ordered[last + 1]?.node.startIndex ?? Number.POSITIVE_INFINITY) <= at) last++
    let owner = last
    while (owner >= 0 && (ordered[owner]?.node.endIndex ?? 0) <= at) owner = parents[owner] ?? -1
    const key = `${owner} ${kind} ${name}`
    const row = rows.get(key)
    if (row) row.count++
    else rows.set(key, { name, kind, owner, count: 1 })
  }
  return [...rows.values()]
}

function importReferences(imports: readonly Import[]): readonly Reference[] {
  const names = new Set(imports.flatMap(({ names }) => names))
  return [...names].map((name) => ({ name, kind: 'import', owner: -1, count: 1 }))
}

/** Python's decorators belong to what they decorate, `export` to what it exports. */
function wholeOf(node: Node): Node {
  const { parent } = node
  return parent && (parent.type === 'decorated_definition' || parent.type === 'export_statement')
    ? parent
    : node
}

function lastLine(node: Node): number {
  const { row, column } = node.endPosition
  return column === 0 && row > node.startPosition.row ? row : row + 1
}

/** `n::A::m` and `A.m` are called by their last part. */
function lastName(text: string): string {
  return /(?:^|::|\.)(~?[^:.]+)$/.exec(text)?.[1] ?? text
}
