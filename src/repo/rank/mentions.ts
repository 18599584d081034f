import { definitionsOf } from '../facts/indexed-tree.ts'
import { definersOf } from '../graph/tag-graph.ts'
import type { Question } from './question.ts'
import type { TreeSearch } from './tree-search.ts'

/** How clearly a question names each node, from 0; each kind of naming apart. */
export interface FileMentions {
  /** By its path or the end of it; 1 for a path that no other file shares. */
  readonly paths: Float64Array
  /** By a dotted name that begins with the file as a module. */
  readonly modules: Float64Array
  /** By names that it defines, the rarer the more. */
  readonly symbols: Float64Array
  /** In a traceback, the innermost frame most. */
  readonly frames: Float64Array
  /** By imports of its code, followed to where a name is defined. */
  readonly imports: Float64Array
  /** By a dotted name of two things, one of which stands in the other there: `Class.method`. */
  readonly members: Float64Array
}

export function findFileMentions(search: TreeSearch, question: Question): FileMentions {
  const { length } = search.tree.files
  const mentions = {
    paths: new Float64Array(length),
    modules: new Float64Array(length),
    symbols: new Float64Array(length),
    frames: new Float64Array(length),
    imports: new Float64Array(length),
    members: new Float64Array(length),
  }
  for (const path of question.paths) raiseAll(mentions.paths, search.pathFinder.byPath(path).map(nodeOnly))
  for (const dotted of question.dotted) {
    const nodes = search.pathFinder.byModule(dotted)
    // A package is named on the way to what is in it.
    for (const node of nodes)
      raise(mentions.modules, node, (isPlain(search.tree.files[node] ?? '') ? 1 : 0.2) / nodes.length)
  }
  markFrames(search, question, mentions.frames)
  addSymbols(search, question, mentions.symbols)
  markImports(search, question, mentions.imports)
  markMembers(search, question, mentions.members)
  return mentions
}

/** Whether a file stands for itself and not for its folder. */
function isPlain(path: string): boolean {
  return !/(?:^|\/)(?:__init__|index|mod)\.[^/]*$/.test(path)
}

function nodeOnly({ node }: { readonly node: number }): number {
  return node
}

/** A name that several files answer to is shared out among them. */
function raiseAll(scores: Float64Array, nodes: readonly number[]): void {
  for (const node of nodes) raise(scores, node, 1 / nodes.length)
}

function raise(scores: Float64Array, node: number, value: number): void {
  scores[node] = Math.max(scores[node] ?? 0, value)
}

function markFrames({ tree, pathFinder }: TreeSearch, { frames }: Question, scores: Float64Array): void {
  let weight = 1
  for (const { path } of frames.toReversed()) {
    const found = pathFinder.byPath(path)
    const [only] = found
    // A frame of another package may share a file's bare name: two parts must agree where there are two.
    const isInRoot = only !== undefined && !tree.files[only.node]?.includes('/')
    if (!only || found.length > 1 || (only.parts < 2 && !isInRoot)) continue
    raise(scores, only.node, weight)
    weight *= 0.7
  }
}

function addSymbols(
  { tagGraph, isProduct }: TreeSearch,
  { names, words }: Question,
  scores: Float64Array,
): void {
  for (const name of new Set([...names.keys(), ...words])) {
    const definers = definersOf(tagGraph, name).filter((node) => isProduct[node] === 1)
    if (definers.length === 0 || definers.length > maxDefiners) continue
    // A plain word that happens to be a name says little, unless it begins like a class.
    const weight = names.get(name) ?? (/^\p{Lu}\p{Ll}/u.test(name) ? 0.4 : 0.15)
    for (const node of definers) scores[node] = (scores[node] ?? 0) + weight / definers.length
  }
}

const maxDefiners = 50

/** Python's alone: what a text shows of other languages' imports leads outside of the repository. */
function markImports({ tagGraph }: TreeSearch, { imports }: Question, scores: Float64Array): void {
  if (imports.length === 0) return
  const { nodes, names } = tagGraph.imports().ofText(imports, 'issue.py')
  for (const node of nodes) raise(scores, node, 0.5)
  for (const node of names.values()) raise(scores, node, 1)
}

function markMembers({ tree, tagGraph }: TreeSearch, { dotted }: Question, scores: Float64Array): void {
  for (const name of dotted) {
    const parts = name.split('.')
    for (const [at, member] of parts.entries()) {
      const outer = parts[at - 1]
      if (outer === undefined) continue
      const outers = new Set(definersOf(tagGraph, outer))
      const both = definersOf(tagGraph, member).filter((node) => outers.has(node))
      if (both.length > maxDefiners) continue
      for (const node of both) if (hasMember(tree, node, { outer, member })) raise(scores, node, 1)
    }
  }
}

function hasMember(
  tree: TreeSearch['tree'],
  node: number,
  { outer, member }: { readonly outer: string; readonly member: string },
): boolean {
  const definitions = definitionsOf(tree, node)
  return definitions.some(({ name, parent }) => name === member && definitions[parent]?.name === outer)
}
