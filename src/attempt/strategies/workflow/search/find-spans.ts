import { isTestPath, type CodeFinder, type CodeRanking } from '../../../../repo/index.ts'
import { distinctNames, type SpanName } from '../spans/chosen-spans.ts'
import type { CodeReader } from '../spans/code-reader.ts'
import { spanAt, type SpannedFile } from '../../../context/spans/span.ts'
import { matchesPattern } from './path-pattern.ts'
import { namesOf, type SearchRequest } from './search-request.ts'
import { findSnippet } from './snippet.ts'

export interface SearchPlace {
  readonly code: Pick<CodeFinder, 'rank'>
  readonly reader: CodeReader
  readonly signal: AbortSignal
}

/** What requests find in the code as it was, likeliest first, the requests taking turns; never tests. */
export async function findSpans(
  place: SearchPlace,
  requests: readonly SearchRequest[],
  maxSpans: number,
): Promise<readonly SpanName[]> {
  const answers: (readonly SpanName[])[] = []
  for (const request of requests) answers.push(await answer(place, request, maxSpans))
  return distinctNames(takeTurns(answers)).slice(0, maxSpans)
}

/** What the words of an issue find among the first so many classes and functions, so many of a file at most. */
export async function findSpansForIssue(
  { code, reader, signal }: SearchPlace,
  issue: string,
  { spans, perFile }: { readonly spans: number; readonly perFile: number },
): Promise<readonly SpanName[]> {
  const { symbols } = await code.rank(issue, { signal })
  const first = symbols.filter(({ path }) => !isTestPath(path)).slice(0, spans)
  const byFile = new Map<string, number>()
  return distinctNames(await toSpans(reader, first)).filter(({ path }) => {
    const count = (byFile.get(path) ?? 0) + 1
    byFile.set(path, count)
    return count <= perFile
  })
}

/** Files that are read for what a ranking by words does not tell: snippets, and names of no class or function. */
const filesRead = 20

/** What is named or quoted comes first, then what is alike in words. */
async function answer(
  { code, reader, signal }: SearchPlace,
  request: SearchRequest,
  maxSpans: number,
): Promise<readonly SpanName[]> {
  const text = toText(request)
  const pattern = request.file_pattern?.trim() ?? ''
  const isMeant = (path: string): boolean =>
    !isTestPath(path) && (pattern === '' || matchesPattern(path, pattern))
  const ranking = await code.rank(text === '' ? pattern : text, { signal })
  const paths = ranking.files.map(({ path }) => path).filter(isMeant)
  const files = await readAll(reader, paths.slice(0, filesRead))
  const names = namesOf(request)
  const snippet = request.code_snippet ?? ''
  const found = [
    ...(await toSpans(reader, namedSymbols(ranking, { names, isMeant }).slice(0, maxSpans))),
    ...files.flatMap((file) => findSnippet(file, snippet)),
    ...files.flatMap((file) => blocksNaming(file, names)),
    ...(text === ''
      ? []
      : await toSpans(reader, ranking.symbols.filter(({ path }) => isMeant(path)).slice(0, maxSpans))),
  ]
  const whole = found.length === 0 || text === ''
  return distinctNames(whole && pattern !== '' ? [...found, ...files.flatMap(allSpans)] : found)
}

/** A request as the words of a question; code and names are marked as such. */
function toText(request: SearchRequest): string {
  const snippet = request.code_snippet?.trim() ?? ''
  return [
    request.query?.trim() ?? '',
    namesOf(request)
      .map((name) => `\`${name}\``)
      .join(' '),
    snippet === '' ? '' : `\`\`\`\n${snippet}\n\`\`\``,
  ]
    .filter(Boolean)
    .join('\n')
}

type Symbols = readonly Pick<CodeRanking['symbols'][number], 'path' | 'name' | 'startLine'>[]

function namedSymbols(
  { symbols }: CodeRanking,
  { names, isMeant }: { readonly names: readonly string[]; readonly isMeant: (path: string) => boolean },
): Symbols {
  return symbols.filter(
    ({ path, name }) =>
      isMeant(path) && names.some((wanted) => name === wanted || name.endsWith(`.${wanted}`)),
  )
}

/** Constants and the like, which no ranking of classes and functions knows. */
function blocksNaming({ path, lines, spans }: SpannedFile, names: readonly string[]): readonly SpanName[] {
  if (names.length === 0) return []
  const isNamed = (line: string): boolean =>
    names.some((name) => line.startsWith(name) && /^\s*[:=]/.test(line.slice(name.length)))
  return spans
    .filter(({ start, end }) => lines.slice(start - 1, end).some(isNamed))
    .map(({ id }) => ({ path, id }))
}

function allSpans({ path, spans }: SpannedFile): readonly SpanName[] {
  return spans.map(({ id }) => ({ path, id }))
}

async function readAll(reader: CodeReader, paths: readonly string[]): Promise<readonly SpannedFile[]> {
  const files: SpannedFile[] = []
  for (const path of paths) {
    const file = await reader.read(path, new Map())
    if (file) files.push(file)
  }
  return files
}

/** The spans that symbols begin in. */
async function toSpans(reader: CodeReader, symbols: Symbols): Promise<readonly SpanName[]> {
  const found: SpanName[] = []
  for (const { path, startLine } of symbols) {
    const file = await reader.read(path, new Map())
    const span = file && spanAt(file, startLine)
    if (span) found.push({ path, id: span.id })
  }
  return found
}

function takeTurns<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length))
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat()
}
