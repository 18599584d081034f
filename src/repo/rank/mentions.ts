import type { Question } from './question.ts'
import type { TreeSearch } from './tree-search.ts'

/** How clearly a question names a file, from 0; each kind of naming apart. */
export interface FileMentions {
  /** By its path or the end of it; 1 for a whole path that no other file shares. */
  readonly path: number
  /** By a dotted name that begins with the file as a module. */
  readonly module: number
  /** By names that it defines, the rarer the more. */
  readonly symbols: number
  /** In a traceback, the innermost frame most. */
  readonly frame: number
}

/** One value per file of the search, in its order. */
export function findFileMentions(search: TreeSearch, question: Question): readonly FileMentions[] {
  const byPath = mentionedPaths(search, [...question.paths])
  const frames = mentionedFrames(search, question)
  const modules = mentionedModules(search, question)
  const symbols = mentionedSymbols(search, question)
  return search.files.map(({ path, node }) => ({
    path: byPath.get(path) ?? 0,
    module: modules.get(path) ?? 0,
    symbols: symbols.get(node) ?? 0,
    frame: frames.get(path) ?? 0,
  }))
}

/** Files whose path a mentioned one ends with, or that end with it, shared out among equals. */
function mentionedPaths({ files }: TreeSearch, mentioned: readonly string[]): ReadonlyMap<string, number> {
  const byName = new Map<string, string[]>()
  for (const { path } of files) {
    const name = path.slice(path.lastIndexOf('/') + 1)
    byName.set(name, [...(byName.get(name) ?? []), path])
  }
  const scores = new Map<string, number>()
  for (const wanted of mentioned) {
    const name = wanted.slice(wanted.lastIndexOf('/') + 1)
    const same = byName.get(name) ?? []
    const shared = same.map((path) => [path, commonEnd(path.split('/'), wanted.split('/'))] as const)
    const longest = Math.max(0, ...shared.map(([, length]) => length))
    const best = shared.filter(([, length]) => length === longest)
    for (const [path] of best) scores.set(path, Math.max(scores.get(path) ?? 0, 1 / best.length))
  }
  return scores
}

/** How many parts two paths share, counted from the end. */
function commonEnd(a: readonly string[], b: readonly string[]): number {
  let length = 0
  while (length < a.length && length < b.length && a.at(-1 - length) === b.at(-1 - length)) length++
  return length
}

function mentionedFrames(search: TreeSearch, { frames }: Question): ReadonlyMap<string, number> {
  const scores = new Map<string, number>()
  let weight = 1
  for (const { path } of frames.toReversed()) {
    const own = [...mentionedPaths(search, [path])].filter(([, share]) => share === 1)
    for (const [found] of own) {
      // A frame of another package may share a file's bare name: two parts must agree where there are two.
      if (found.includes('/') && commonEnd(found.split('/'), path.split('/')) < 2) continue
      scores.set(found, Math.max(scores.get(found) ?? 0, weight))
      weight *= 0.7
    }
  }
  return scores
}

/** `a.b.C.d` means `a/b.py` (or `a/b/__init__.py`); the more parts the module has, the surer. */
function mentionedModules({ files }: TreeSearch, { dotted }: Question): ReadonlyMap<string, number> {
  const byModule = new Map<string, string[]>()
  for (const { path } of files) {
    const parts = path.replace(/(?:\/__init__|\/index|\/mod)?\.[^./]+$/, '').split('/')
    for (let start = 0; start < parts.length - 1 || start === 0; start++) {
      const key = parts.slice(start).join('.')
      byModule.set(key, [...(byModule.get(key) ?? []), path])
    }
  }
  const scores = new Map<string, number>()
  for (const name of dotted) {
    const parts = name.split('.')
    for (let length = parts.length; length >= 2; length--) {
      const found = byModule.get(parts.slice(0, length).join('.'))
      if (!found) continue
      for (const path of found) scores.set(path, Math.max(scores.get(path) ?? 0, 1 / found.length))
      break
    }
  }
  return scores
}

function mentionedSymbols(
  { tagGraph, files }: TreeSearch,
  { names, words }: Question,
): ReadonlyMap<number, number> {
  const product = new Set(files.map(({ node }) => node))
  const scores = new Map<number, number>()
  for (const name of new Set([...names.keys(), ...words])) {
    const definers = (tagGraph.definers.get(name) ?? []).filter((node) => product.has(node))
    if (definers.length === 0 || definers.length > maxDefiners) continue
    // A plain word that happens to be a name says little, unless it begins like a class.
    const weight = names.get(name) ?? (/^\p{Lu}\p{Ll}/u.test(name) ? 0.4 : 0.15)
    for (const node of definers) scores.set(node, (scores.get(node) ?? 0) + weight / definers.length)
  }
  return scores
}

const maxDefiners = 50
