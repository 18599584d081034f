/** Input tokens and recall by how many files a scan reads. */
import type { Issue } from '../localize/collect.ts'
import { cell } from '../localize/report.ts'

/** Input tokens of the call about each file; absent for files that no call is made about. */
export interface CallTokens {
  /** As the scan reads files: long ones in part. */
  readonly inPart: ReadonlyMap<string, number>
  readonly whole: ReadonlyMap<string, number>
}

export interface ScanCost {
  readonly issue: Issue
  /** Files to read, the likeliest first. */
  readonly candidates: readonly string[]
  readonly tokens: CallTokens
  readonly gold: readonly string[]
  /** Of gold files that are read in part: whether a line that the gold patch changes, or adds behind, is in that part. */
  readonly shown: readonly boolean[]
}

export function printDepths(costs: readonly ScanCost[], depths: readonly number[]): void {
  const tokensAt = (depth: number, how: keyof CallTokens): number =>
    mean(costs.map((cost) => tokensTo(cost, depth, how)))
  const everything = tokensAt(Number.POSITIVE_INFINITY, 'whole')
  console.log(`${costs.length} issues; files and input tokens are means, tokens at 3.5 characters each`)
  console.log(
    'scan     files  tokens, whole files   long files in part   gold files read     issues with all gold files read',
  )
  for (const depth of depths) {
    const files = mean(costs.map(({ candidates }) => Math.min(depth, candidates.length)))
    const gold = costs.flatMap(({ gold, candidates }) => {
      const read = new Set(candidates.slice(0, depth))
      return gold.map((path) => read.has(path))
    })
    const columns = (['whole', 'inPart'] as const).map((how) => {
      const tokens = tokensAt(depth, how)
      return `${Math.round(tokens).toLocaleString('en')} (1/${(everything / tokens).toFixed(1)})`.padStart(20)
    })
    const issues = costs.map((cost) => hasAll(cost, depth))
    console.log(
      `${nameOf(depth).padEnd(8)}${files.toFixed(0).padStart(6)}${columns.join('')}   ${cell(gold)}   ${cell(issues)}`,
    )
  }
}

export function nameOf(depth: number): string {
  return Number.isFinite(depth) ? `top:${depth}` : 'all'
}

/** Whether the part of a long file that a scan reads holds what has to be changed. */
export function printShown(costs: readonly ScanCost[]): void {
  const shown = costs.flatMap((cost) => cost.shown)
  const gold = costs.flatMap((cost) => cost.gold).length
  console.log(
    `${shown.length} of ${gold} gold files are read in part; in ${cell(shown).trim()} % of them a place that the patch changes is in that part`,
  )
}

function tokensTo({ candidates, tokens }: ScanCost, depth: number, how: keyof CallTokens): number {
  return candidates.slice(0, depth).reduce((sum, path) => sum + (tokens[how].get(path) ?? 0), 0)
}

function hasAll({ gold, candidates }: ScanCost, depth: number): boolean {
  const read = new Set(candidates.slice(0, depth))
  return gold.every((path) => read.has(path))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
