import { bm25, type QueryTerm } from '../lexical/bm25.ts'
import type { Definition } from '../tags/file-tags.ts'
import type { Chunk } from './chunks.ts'
import { scaled } from './file-features.ts'
import type { Question } from './question.ts'

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

/** A file whose text was read. */
export interface ReadFile {
  readonly path: string
  readonly chunks: readonly Chunk[]
}

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

/** BM25 of every chunk of some files, file by file, as shares of the best. */
export function scoreChunks(
  files: readonly (readonly Chunk[])[],
  query: readonly QueryTerm[],
  bagOf: (chunk: Chunk) => Chunk['bag'] = ({ bag }) => bag,
): readonly (readonly number[])[] {
  const lengths = files.flatMap((chunks) => chunks.map((chunk) => bagOf(chunk).length))
  const meanLength = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length)
  const scores = files.map((chunks) =>
    chunks.map((chunk) => bm25(bagOf(chunk), query, { k: 1.5, b: 0.5, meanLength })),
  )
  const shares = scaled(scores.flat())
  let at = 0
  return scores.map((row) => shares.slice(at, (at += row.length)))
}

/** Every class and function of some files with its features; `file` and `fileRank` come with the ranks of files. */
export function judgeSymbols(
  files: readonly ReadFile[],
  question: Question,
  { query, titleQuery }: { readonly query: readonly QueryTerm[]; readonly titleQuery: readonly QueryTerm[] },
): readonly JudgedSymbol[] {
  const all = files.map(({ chunks }) => chunks)
  const bodies = scoreChunks(all, query)
  const titles = scoreChunks(all, titleQuery)
  const names = scoreChunks(all, query, ({ nameBag }) => nameBag)
  const scopes = scoreChunks(all, query, ({ scopeBag }) => scopeBag)
  const bearers = countNames(files)
  return files.flatMap(({ path, chunks }, place) =>
    chunks.map((chunk, index) => {
      const { definition } = chunk
      const share = 1 / Math.sqrt(bearers.get(definition.name) ?? 1)
      const features: SymbolFeatures = {
        chunk: bodies[place]?.[index] ?? 0,
        title: titles[place]?.[index] ?? 0,
        name: names[place]?.[index] ?? 0,
        scope: scopes[place]?.[index] ?? 0,
        mention: (question.names.get(definition.name) ?? 0) * share,
        word: question.words.has(definition.name) ? share : 0,
        qualified: isQualified(chunk, question) ? 1 : 0,
        scopeMention: chunk.scope.some((name) => question.words.has(name)) ? 1 : 0,
        frame: frameOf(path, definition, question),
        size: Math.min(1, Math.log2(1 + definition.endLine - definition.startLine) / 8),
        file: 0,
        fileRank: 0,
      }
      const { name, kind, startLine, endLine } = definition
      return {
        path,
        index: chunk.index,
        name: [...chunk.scope, name].join('.'),
        kind: kind === 'class' ? 'class' : 'function',
        startLine,
        endLine,
        features,
      }
    }),
  )
}

function countNames(files: readonly ReadFile[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { chunks } of files)
    for (const { definition } of chunks) counts.set(definition.name, (counts.get(definition.name) ?? 0) + 1)
  return counts
}

/** Whether the question names it together with what it stands in. */
function isQualified({ scope, definition }: Chunk, { dotted }: Question): boolean {
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
