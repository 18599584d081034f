import type { SuspiciousLine } from '../../../mutate/index.ts'
import type { CodeRanking } from '../../../repo/index.ts'

/** Whether tests leave so many lines alike, or none at all, that a search would go through them by chance. */
export function isCoarse(lines: readonly SuspiciousLine[]): boolean {
  const most = lines[0]?.suspiciousness ?? 0
  const tied = lines.filter(({ suspiciousness }) => suspiciousness === most).length
  const rivals = lines.filter(({ suspiciousness }) => suspiciousness > most / 2).length
  return lines.length === 0 || tied >= manyTied || (tied >= fewTied && tied === rivals)
}

/** So many lines at the top say little, whatever comes below them; so many, where nothing comes near them. */
const manyTied = 100
const fewTied = 10

/**
 * Lines in the order of what the issue is about, where tests say little: those of functions that rank high count more
 * than their equals. Where tests name no line at all, lines of the best functions are candidates beside the given ones.
 */
export function sharpenLines(
  lines: readonly SuspiciousLine[],
  ranking: CodeRanking,
  options: { readonly isMutable: (path: string) => boolean; readonly propose: boolean },
): readonly SuspiciousLine[] {
  const { isMutable, propose } = options
  const symbols = ranking.symbols.filter(({ path }) => isMutable(path))
  const known = new Set(lines.map(placeOf))
  const proposed = propose ? linesOf(symbols.slice(0, proposedSymbols)) : []
  const all = [...lines, ...proposed.filter((line) => !known.has(placeOf(line)))]
  const paths = new Set(all.map(({ path }) => path))
  const prior = createPrior(
    symbols.filter(({ path }) => paths.has(path)),
    ranking.files.filter(({ path }) => paths.has(path)),
  )
  return all
    .map((line) => ({
      ...line,
      suspiciousness: line.suspiciousness * (leastShare + (1 - leastShare) * prior(line)),
    }))
    .sort((a, b) => b.suspiciousness - a.suspiciousness)
}

const proposedSymbols = 30
/** What is left of the suspicion of a line that ranks nowhere: words may mislead, so nothing is ruled out. */
const leastShare = 0.3

function placeOf({ path, line }: Pick<SuspiciousLine, 'path' | 'line'>): string {
  return `${path}:${line}`
}

function linesOf(symbols: CodeRanking['symbols']): readonly SuspiciousLine[] {
  const found = new Map<string, SuspiciousLine>()
  for (const { path, kind, startLine, endLine } of symbols) {
    if (kind !== 'function') continue
    for (let line = startLine; line <= endLine; line++) {
      const place = { path, line, suspiciousness: 0.5 }
      found.set(placeOf(place), place)
    }
  }
  return [...found.values()]
}

interface Placed {
  readonly place: number
  readonly startLine: number
  readonly endLine: number
}

/** Of a line, from 0 to 1: by the place of the innermost class or function around it, else of its file. */
function createPrior(
  symbols: CodeRanking['symbols'],
  files: CodeRanking['files'],
): (line: SuspiciousLine) => number {
  const byPath = new Map<string, Placed[]>()
  for (const [place, { path, startLine, endLine }] of symbols.entries()) {
    const ofFile = byPath.get(path) ?? []
    ofFile.push({ place, startLine, endLine })
    byPath.set(path, ofFile)
  }
  const fileShares = new Map(files.map(({ path }, place) => [path, 0.5 / (1 + place / 3)]))
  return ({ path, line }) => {
    const around = (byPath.get(path) ?? [])
      .filter(({ startLine, endLine }) => startLine <= line && line <= endLine)
      .sort((a, b) => b.startLine - a.startLine)
    const [inner] = around
    return inner ? 1 / (1 + inner.place / 5) : (fileShares.get(path) ?? 0)
  }
}
