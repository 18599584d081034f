import { definitionsOf } from '../facts/indexed-tree.ts'
import type { Definition } from '../tags/file-tags.ts'
import { chunkRowsOf, type ChunkRow } from './chunk-scores.ts'
import type { QuestionScores } from './file-features.ts'
import type { Question } from './question.ts'
import type { TreeSearch } from './tree-search.ts'

/** Names of what a class or function is judged by, each from 0 to 1. */
export const symbolFeatureNames = [
  'chunk',
  'title',
  'name',
  'scope',
  'mention',
  'word',
  'qualified',
  'scopeMention',
  'frame',
  'size',
  'file',
  'fileRank',
] as const
export type SymbolFeatureName = (typeof symbolFeatureNames)[number]
export type SymbolFeatures = Readonly<Record<SymbolFeatureName, number>>

export interface JudgedSymbol {
  readonly path: string
  /** Place in the file's definitions. */
  readonly index: number
  /** With the names around it: `Class.method`. */
  readonly name: string
  readonly kind: 'class' | 'function'
  readonly startLine: number
  readonly endLine: number
  readonly features: SymbolFeatures
}

interface Candidate {
  readonly path: string
  readonly row: ChunkRow
  readonly definition: Definition
  /** Names around it, outermost first, and their rows. */
  readonly scope: readonly string[]
  readonly scopeRows: readonly number[]
}

/** Classes and functions of some nodes with their features; `file` and `fileRank` come with the ranks of files. */
export function judgeSymbols(
  search: TreeSearch,
  nodes: readonly number[],
  { question, scores }: { readonly question: Question; readonly scores: QuestionScores },
): readonly JudgedSymbol[] {
  const { whole, title } = scores
  const all = nodes.flatMap((node) => candidatesOf(search, node))
  const bodies = shares(all, ({ row }) => whole.chunks[row.chunk] ?? 0)
  const titles = shares(all, ({ row }) => title.chunks[row.chunk] ?? 0)
  const names = shares(all, ({ row }) => whole.definitions[row.definition] ?? 0)
  const scopes = shares(all, ({ scopeRows }) =>
    scopeRows.reduce((sum, row) => sum + (whole.definitions[row] ?? 0), 0),
  )
  const bearers = new Map<string, number>()
  for (const { definition } of all) bearers.set(definition.name, (bearers.get(definition.name) ?? 0) + 1)
  return all.map((candidate, at): JudgedSymbol => {
    const { path, row, definition, scope } = candidate
    const { name, kind, startLine, endLine } = definition
    const share = 1 / Math.sqrt(bearers.get(name) ?? 1)
    const features: SymbolFeatures = {
      chunk: bodies[at] ?? 0,
      title: titles[at] ?? 0,
      name: names[at] ?? 0,
      scope: scopes[at] ?? 0,
      mention: (question.names.get(name) ?? 0) * share,
      word: question.words.has(name) ? share : 0,
      qualified: isQualified(candidate, question) ? 1 : 0,
      scopeMention: scope.some((outer) => question.words.has(outer)) ? 1 : 0,
      frame: frameOf(path, definition, question),
      size: Math.min(1, Math.log2(1 + endLine - startLine) / 8),
      file: 0,
      fileRank: 0,
    }
    return {
      path,
      index: row.index,
      name: [...scope, name].join('.'),
      kind: kind === 'class' ? 'class' : 'function',
      startLine,
      endLine,
      features,
    }
  })
}

function candidatesOf(search: TreeSearch, node: number): readonly Candidate[] {
  const definitions = definitionsOf(search.tree, node)
  const path = search.tree.files[node] ?? ''
  return chunkRowsOf(search, node).flatMap((row): readonly Candidate[] => {
    const definition = definitions[row.index]
    if (!definition) return []
    const around = outersOf(definition, definitions)
    const firstRow = row.definition - row.index
    return [
      {
        path,
        row,
        definition,
        scope: around.map((at) => definitions[at]?.name ?? ''),
        scopeRows: around.map((at) => firstRow + at),
      },
    ]
  })
}

/** Places of the definitions around one, outermost first. */
function outersOf({ parent }: Definition, definitions: readonly Definition[]): readonly number[] {
  const outer = definitions[parent]
  return outer ? [...outersOf(outer, definitions), parent] : []
}

/** As shares of the greatest. */
function shares<T>(items: readonly T[], valueOf: (item: T) => number): readonly number[] {
  const values = items.map(valueOf)
  const greatest = values.reduce((most, value) => Math.max(most, value), 0)
  return greatest === 0 ? values : values.map((value) => value / greatest)
}

/** Whether the question names it together with what it stands in. */
function isQualified({ scope, definition }: Candidate, { dotted }: Question): boolean {
  const outer = scope.at(-1)
  if (outer === undefined) return false
  const name = `${outer}.${definition.name}`
  for (const mention of dotted)
    if (mention === name || mention.endsWith(`.${name}`) || mention.startsWith(`${name}.`)) return true
  return false
}

function frameOf(path: string, { name, startLine, endLine }: Definition, { frames }: Question): number {
  let weight = 1
  const file = path.slice(path.lastIndexOf('/') + 1)
  for (const frame of frames.toReversed()) {
    if (!frame.path.endsWith(file)) continue
    if (frame.name === null ? frame.line >= startLine && frame.line <= endLine : frame.name === name)
      return weight
    weight *= 0.8
  }
  return 0
}
