import type { TreeFacts } from '../facts/code-index.ts'
import { countOf, noFacts, type FileFacts } from '../facts/file-facts.ts'
import { buildTagGraph, type TagGraph } from '../graph/tag-graph.ts'
import { inverseFrequency, type Bag, type QueryTerm } from '../lexical/bm25.ts'
import type { Question } from './question.ts'
import { isBesideProduct } from './test-path.ts'

/** A file that may be the answer, with what each kind of search looks at. */
export interface SearchFile {
  readonly path: string
  /** Place in the tag graph. */
  readonly node: number
  readonly facts: FileFacts
  readonly body: Bag
  readonly pathBag: Bag
  readonly nameBag: Bag
}

/** A tree made ready for questions: all that does not depend on the question. */
export interface TreeSearch {
  readonly tree: TreeFacts
  readonly tagGraph: TagGraph
  /** Code of the product itself, sorted by path. */
  readonly files: readonly SearchFile[]
  readonly meanLengths: { readonly body: number; readonly path: number; readonly names: number }
  /** Terms of a question that some file holds, with their weights. */
  readonly queryOf: (terms: Question['terms']) => readonly QueryTerm[]
}

export function createTreeSearch(tree: TreeFacts): TreeSearch {
  const tagGraph = buildTagGraph(tree)
  const files = tagGraph.files.flatMap((path, node): readonly SearchFile[] => {
    if (isBesideProduct(path)) return []
    const facts = tree.facts.get(path) ?? noFacts
    const body = { length: facts.termTotal, countOf: (term: number) => countOf(facts, term) }
    return [{ path, node, facts, body, pathBag: bagOfPath(path, tree), nameBag: bagOfNames(facts, tree) }]
  })
  return {
    tree,
    tagGraph,
    files,
    meanLengths: {
      body: mean(files.map(({ body }) => body.length)),
      path: mean(files.map(({ pathBag }) => pathBag.length)),
      names: mean(files.map(({ nameBag }) => nameBag.length)),
    },
    queryOf: (terms) =>
      [...terms].flatMap(([text, weight]): readonly QueryTerm[] => {
        const term = tree.vocabulary.find(text)
        if (term === undefined) return []
        const holders = files.reduce((sum, { facts }) => sum + (countOf(facts, term) > 0 ? 1 : 0), 0)
        return holders === 0 ? [] : [{ term, weight: weight * inverseFrequency(holders, files.length) }]
      }),
  }
}

function bagOfPath(path: string, { split }: TreeFacts): Bag {
  return toBag(
    path
      .replace(/\.[^./]+$/, '')
      .split('/')
      .flatMap((part) => part.split(/[-.]/))
      .flatMap(split),
  )
}

function bagOfNames({ definitions }: FileFacts, { split }: TreeFacts): Bag {
  return toBag(definitions.flatMap(({ name }) => split(name)))
}

export function toBag(terms: readonly number[]): Bag {
  const counts = new Map<number, number>()
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
  return { length: terms.length, countOf: (term) => counts.get(term) ?? 0 }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}
