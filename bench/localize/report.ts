/** Recall at several depths, with intervals, of the combined rule and of its parts alone. */
import { rankJudged, type CodeRanking, type FileFeatures, type JudgedCode } from '../../src/repo/index.ts'
import { wilsonInterval } from '../../src/std/index.ts'
import type { Observation } from './collect.ts'

export function printReport(
  observations: readonly Observation[],
  combined: ReadonlyMap<string, CodeRanking>,
): void {
  const lists: Record<string, readonly Observation[]> = {
    'all issues': observations,
    'issues that do not name the gold path': observations.filter(({ named }) => !named),
  }
  for (const [title, list] of Object.entries(lists)) {
    console.log(`\n${title}: ${list.length}`)
    console.log('file recall               @1                @5                @10               @20')
    printFiles('plain BM25', list, ({ files }) => byFeature(files, 'body'))
    printFiles('graph rank alone', list, ({ files }) => byFeature(files, 'graph'))
    printFiles('combined', list, ({ id }) => combined.get(id)?.files.map(({ path }) => path) ?? [])
    printFiles('  shipped, perhaps seen', list, (seen) => rankJudged(seen).files.map(({ path }) => path))
    const withFunctions = list.filter(({ goldSymbols }) => goldSymbols.length > 0)
    console.log(`function recall (${withFunctions.length} issues whose patch changes a function)`)
    printSymbols('plain BM25', withFunctions, ({ symbols }) => bySymbolChunk(symbols))
    printSymbols('combined', withFunctions, ({ id }) => functionsOf(combined.get(id)))
    printSymbols('  shipped, perhaps seen', withFunctions, (seen) => functionsOf(rankJudged(seen)))
  }
}

function byFeature(files: JudgedCode['files'], name: keyof FileFeatures): readonly string[] {
  return files.toSorted((a, b) => b.features[name] - a.features[name]).map(({ path }) => path)
}

function bySymbolChunk(symbols: JudgedCode['symbols']): readonly string[] {
  return symbols
    .filter(({ kind }) => kind === 'function')
    .sort((a, b) => b.features.chunk - a.features.chunk)
    .map(({ path, startLine }) => `${path}:${startLine}`)
}

function functionsOf(ranking: CodeRanking | undefined): readonly string[] {
  return (ranking?.symbols ?? [])
    .filter(({ kind }) => kind === 'function')
    .map(({ path, startLine }) => `${path}:${startLine}`)
}

type RankOf = (observation: Observation) => readonly string[]

function printFiles(name: string, list: readonly Observation[], rankOf: RankOf): void {
  const cells = [1, 5, 10, 20].map((depth) =>
    cell(list.map((seen) => hasAll(rankOf(seen), seen.goldFiles, depth))),
  )
  console.log(`  ${name.padEnd(24)}${cells.join('')}`)
}

/** Whole hits: every function that the patch changes; `any` counts issues with at least one. */
function printSymbols(name: string, list: readonly Observation[], rankOf: RankOf): void {
  for (const depth of [1, 5, 10, 20]) {
    const ranked = list.map((seen) => [rankOf(seen), seen.goldSymbols] as const)
    const share =
      ranked.reduce((sum, [order, gold]) => sum + found(order, gold, depth) / gold.length, 0) / list.length
    const all = cell(ranked.map(([order, gold]) => found(order, gold, depth) === gold.length))
    const any = cell(ranked.map(([order, gold]) => found(order, gold, depth) > 0))
    console.log(
      `  ${name.padEnd(26)}@${String(depth).padEnd(3)} recall ${percent(share)}   all ${all} any ${any}`,
    )
  }
}

function found(order: readonly string[], gold: readonly string[], depth: number): number {
  const top = new Set(order.slice(0, depth))
  return gold.filter((item) => top.has(item)).length
}

function hasAll(order: readonly string[], gold: readonly string[], depth: number): boolean {
  return found(order, gold, depth) === gold.length
}

/** A share with its interval, in percent. */
export function cell(hits: readonly boolean[]): string {
  const good = hits.filter(Boolean).length
  const { low, high } = wilsonInterval(good, hits.length)
  return `${percent(good / hits.length)} [${percent(low)}-${percent(high)}] `.padEnd(18)
}

function percent(share: number): string {
  return (share * 100).toFixed(1)
}
