import { nodeOf } from '../facts/indexed-tree.ts'
import { isTestPath } from '../rank/test-path.ts'
import type { TreeSearch } from '../rank/tree-search.ts'
import { likeness, subjectOf, type PathSubject } from './path-subject.ts'
import { createUseLinks, type UseLinks } from './use-links.ts'

/** A file that likely tests another, or is tested by it. */
export interface Counterpart {
  readonly path: string
  /** Comparable among the counterparts of one file. */
  readonly score: number
}

/** Tests of a source file, or sources of a test file, likeliest first; equals by path. */
export type FindCounterparts = (path: string) => readonly Counterpart[]

/**
 * By the names of files and folders, as projects of many languages pair them, and by who uses whom. What is common to
 * most paths, such as the project's name, counts little.
 */
export function createCounterparts({ tree, tagGraph, products }: TreeSearch): FindCounterparts {
  const tests = toSide(tree.files.flatMap((path, node) => (isTestPath(path) ? [{ path, node }] : [])))
  const sources = toSide(products.map((node) => ({ path: tree.files[node] ?? '', node })))
  const links = createUseLinks(tagGraph.graph)
  return (path) => {
    const node = nodeOf(tree, path)
    const isTest = isTestPath(path)
    const one: Place = { path, node, subject: subjectOf(path) }
    return scoreAll(one, { isTest, others: isTest ? sources : tests, links })
  }
}

interface Place {
  readonly path: string
  /** Place in the tag graph; -1 for what is no code. */
  readonly node: number
  readonly subject: PathSubject
}

interface Side {
  readonly places: readonly Place[]
  /** How much a word tells among these paths. */
  readonly rarity: (word: string) => number
}

function toSide(files: readonly { readonly path: string; readonly node: number }[]): Side {
  const places = files.map(({ path, node }) => ({ path, node, subject: subjectOf(path) }))
  const counts = new Map<string, number>()
  for (const { subject } of places)
    for (const word of subject.all.keys()) counts.set(word, (counts.get(word) ?? 0) + 1)
  return { places, rarity: (word) => 1 / (1 + (8 * (counts.get(word) ?? 0)) / Math.max(1, places.length)) }
}

interface Scoring {
  readonly isTest: boolean
  readonly others: Side
  readonly links: UseLinks
}

function scoreAll(one: Place, { isTest, others, links }: Scoring): readonly Counterpart[] {
  const { places, rarity } = others
  const hasUses = one.node >= 0
  const uses = hasUses && isTest ? links.uses(one.node) : new Map<number, number>()
  const reach = hasUses ? links.reach(one.node, isTest ? 'used' : 'users') : null
  const reachOf = (node: number): number => reach?.[node] ?? 0
  const most = Math.max(...places.map(({ node }) => reachOf(node)), Number.MIN_VALUE)
  return places
    .filter(({ path }) => path !== one.path)
    .map(({ path, node, subject }) => {
      const direct = isTest ? (uses.get(node) ?? 0) : hasUses ? (links.uses(node).get(one.node) ?? 0) : 0
      const test = isTest ? one.subject : subject
      const score =
        weights.name * nameScore(one.subject, subject, rarity) +
        weights.folder * folderScore(one.subject, subject, rarity) +
        weights.direct * Math.sqrt(direct) +
        weights.reach * Math.sqrt(reachOf(node) / most) +
        (test.isNamedTest ? weights.named : 0)
      return { path, score }
    })
    .sort((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1))
}

const weights = { name: 3, folder: 2, direct: 2, reach: 1, named: 1 }

/** Words of the names that find their like in the other, the rarer the better, as a share of all. */
function nameScore(a: PathSubject, b: PathSubject, rarity: (word: string) => number): number {
  if (a.own.size === 0 || b.own.size === 0) return 0
  const share = (from: ReadonlySet<string>, to: ReadonlySet<string>): number =>
    [...from].reduce((sum, word) => sum + bestLike(word, to) * rarity(word), 0)
  return (share(a.own, b.own) + share(b.own, a.own)) / (a.own.size + b.own.size)
}

function bestLike(word: string, words: Iterable<string>): number {
  let best = 0
  for (const other of words) best = Math.max(best, likeness(word, other))
  return best
}

/** Words that paths share, the rarer and the nearer to their ends the better, as a share of what could be shared. */
function folderScore(a: PathSubject, b: PathSubject, rarity: (word: string) => number): number {
  const total = (from: PathSubject): number =>
    [...from.all].reduce((sum, [word, weight]) => sum + weight * rarity(word), 0)
  let shared = 0
  for (const [word, weight] of a.all) {
    let best = 0
    for (const [other, its] of b.all)
      best = Math.max(best, likeness(word, other) * Math.sqrt(weight * its) * rarity(other))
    shared += best
  }
  return shared / Math.max(Math.sqrt(total(a) * total(b)), Number.MIN_VALUE)
}
