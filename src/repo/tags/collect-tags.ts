import type { Node, QueryCapture, QueryMatch } from 'web-tree-sitter'
import type { SyntaxTree } from '../../syntax/index.ts'
import { declarationAround, extentOf } from './definition-extent.ts'
import { definitionKinds, type FileTags, type Import, type ReferenceKind } from './file-tags.ts'
import { joinTags, type FoundDefinition, type FoundReference } from './join-tags.ts'
import { parseImport } from './parse-import.ts'

/** The tags of a tree from what the query of its language found in it. */
export function collectTags(tree: SyntaxTree, matches: readonly QueryMatch[]): FileTags {
  const definitions = new Map<number, FoundDefinition>()
  const references = new Map<number, FoundReference>()
  const words = new Map<number, FoundReference>()
  const imported: Node[] = []
  const textOf = (node: Node): string => tree.source.slice(node.startIndex, node.endIndex)
  const use = (kind: ReferenceKind, name: string, at: number): void => {
    const known = references.get(at)
    if (!known || strength(known.kind) < strength(kind)) references.set(at, { name, kind, at })
  }
  for (const { captures } of matches) {
    const definition = toDefinition(captures, textOf)
    if (definition) {
      const known = definitions.get(definition.at)
      // Of two patterns for one name the one that says function or class knows more: a variable may hold one.
      if (!known || known.kind === 'variable') definitions.set(definition.at, definition)
      continue
    }
    for (const { name, node } of captures) {
      if (name === 'import') imported.push(node)
      else if (name === 'call' || name === 'type' || name === 'attribute')
        use(name, textOf(node), node.startIndex)
      else if (name === 'word') {
        const word = textOf(node)
        const kind = kindOfWord(word)
        if (kind) words.set(node.startIndex, { name: word, kind, at: node.startIndex })
      } else if (name === 'annotation')
        for (const { 0: word, index } of textOf(node).matchAll(identifier))
          use('type', word, node.startIndex + index)
    }
  }
  for (const [at, word] of words) if (!references.has(at)) references.set(at, word)
  const outer = outermost(imported)
  for (const node of outer) removeWithin(references, node)
  const imports = outer.flatMap((node): readonly Import[] => parseImport(textOf(node), tree.language))
  return joinTags({ definitions: [...definitions.values()], references, imports })
}

const identifier = /[\p{L}_][\p{L}\p{N}_]*/gu

/** Of all patterns that match a name the one that says most of it counts. */
function strength(kind: ReferenceKind): number {
  return kind === 'call' ? 2 : kind === 'type' ? 1 : 0
}

/** Nearly every language writes classes and constants with capitals, wherever they are used: as values, in lists. */
function kindOfWord(word: string): ReferenceKind | null {
  if (!/^\p{Lu}./u.test(word)) return null
  return /\p{Ll}/u.test(word) ? 'type' : 'attribute'
}

function toDefinition(
  captures: readonly QueryCapture[],
  textOf: (node: Node) => string,
): FoundDefinition | null {
  let whole: QueryCapture | null = null
  let nameNode: Node | null = null
  for (const capture of captures) {
    if (capture.name === 'name') nameNode = capture.node
    else if (/^(?:definition|declarator)\./.test(capture.name)) whole = capture
  }
  const kind = whole && definitionKinds.find((kind) => whole.name.endsWith(kind))
  if (!whole || !nameNode || !kind) return null
  const extent = whole.name.startsWith('declarator.') ? declarationAround(whole.node) : extentOf(whole.node)
  if (!extent) return null
  return { name: lastName(textOf(nameNode)), kind, ...extent, nameNode, at: nameNode.startIndex }
}

/** `n::A::m` and `A.m` are called by their last part, Ruby's `:name` and `'name'` without their marks. */
function lastName(text: string): string {
  return /(?:^|::|\.|:)(~?[^:.]+)$/.exec(text)?.[1] ?? text
}

/** Without those that lie in another of them. */
function outermost(nodes: readonly Node[]): readonly Node[] {
  const kept: Node[] = []
  for (const node of [...nodes].sort((a, b) => a.startIndex - b.startIndex || b.endIndex - a.endIndex))
    if (node.startIndex >= (kept.at(-1)?.endIndex ?? 0)) kept.push(node)
  return kept
}

function removeWithin(references: Map<number, FoundReference>, { startIndex, endIndex }: Node): void {
  if (endIndex - startIndex > references.size) {
    for (const at of references.keys()) if (at >= startIndex && at < endIndex) references.delete(at)
  } else for (let at = startIndex; at < endIndex; at++) references.delete(at)
}
