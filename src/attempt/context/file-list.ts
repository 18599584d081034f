import { estimateTokens, tokensOfLength } from './token-estimate.ts'

export interface FileListOptions {
  readonly maxTokens: number
  /** Text whose words say which files matter first. */
  readonly query: string
}

export interface FileList {
  /** One path a line, sorted, with a last line that says how many are not shown. */
  readonly text: string
  readonly shown: number
}

/**
 * The repository's files within a token budget: all of them where they fit, else those whose paths share words with
 * the query, then sources before other files and shallow before deep ones. Equal inputs give equal bytes.
 */
export function renderFileList(paths: readonly string[], { maxTokens, query }: FileListOptions): FileList {
  const words = wordsOf(query)
  const ranked = paths
    .map((path) => ({ path, score: score(path, words) }))
    .sort((a, b) => b.score - a.score || compare(a.path, b.path))
  const budget = maxTokens - estimateTokens(restLine(paths.length))
  const chosen: string[] = []
  let characters = 0
  for (const { path } of ranked) {
    if (tokensOfLength(characters + path.length + 1) > budget) break
    chosen.push(path)
    characters += path.length + 1
  }
  const left = paths.length - chosen.length
  const lines = [...chosen.sort(compare), ...(left > 0 ? [restLine(left)] : [])]
  return { text: maxTokens <= 0 ? '' : lines.join('\n'), shown: chosen.length }
}

function restLine(left: number): string {
  return `(and ${left} more files that are not listed)`
}

const sources = /\.(?:py|pyi|[cm]?[jt]sx?|go|rs|java|rb|php|c|cc|cpp|h|hpp|cs|kt|swift|scala|sh)$/
const aside = /(?:^|\/)(?:tests?|docs?|examples?|fixtures?|vendor|third_party|node_modules)\//

function score(path: string, words: ReadonlySet<string>): number {
  const parts = [...wordsOf(path)]
  const shared = parts.filter((part) => words.has(part)).length
  const depth = path.split('/').length
  return shared * 10 + (sources.test(path) ? 5 : 0) - (aside.test(path) ? 4 : 0) - depth / 10
}

function wordsOf(text: string): ReadonlySet<string> {
  const words = text
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .match(/[a-z]{3,}/g)
  return new Set(words ?? [])
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
