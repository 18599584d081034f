/** Input tokens and recall by how many files a scan reads. */
import type { Issue } from '../localize/collect.ts'
import { cell } from '../localize/report.ts'

export interface ScanCost {
  readonly issue: Issue
  /** Files to read, the likeliest first. */
  readonly candidates: readonly string[]
  /** Input tokens of the call about each of them; absent for files that no call is made about. */
  readonly tokens: ReadonlyMap<string, number>
  readonly gold: readonly string[]
  /** Of gold files that are read in part: whether a line that the gold patch changes, or adds behind, is in that part. */
  readonly shown: readonly boolean[]
}

export function printDepths(costs: readonly ScanCost[], depths: readonly number[]): void {
  const whole = mean(costs.map((cost) => tokensTo(cost, Number.POSITIVE_INFINITY)))
  console.log(`${costs.length} issues; files and input tokens are means, tokens at 3.5 characters each`)
  console.log('scan      files     tokens  of all   gold files read   issues with all gold files read')
  for (const depth of depths) {
    const tokens = mean(costs.map((cost) => tokensTo(cost, depth)))
    const files = mean(costs.map(({ candidates }) => Math.min(depth, candidates.length)))
    const gold = costs.flatMap(({ gold, candidates }) => {
      const read = new Set(candidates.slice(0, depth))
      return gold.map((path) => read.has(path))
    })
    const found = cell(gold).trim()
    const issues = cell(costs.map((cost) => hasAll(cost, depth))).trim()
    console.log(
      [
        nameOf(depth).padEnd(9),
        files.toFixed(0).padStart(6),
        Math.round(tokens).toLocaleString('en').padStart(11),
        `1/${(whole / tokens).toFixed(1)}`.padStart(8),
        found.padStart(20),
        issues.padStart(20),
      ].join(''),
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

function tokensTo({ candidates, tokens }: ScanCost, depth: number): number {
  return candidates.slice(0, depth).reduce((sum, path) => sum + (tokens.get(path) ?? 0), 0)
}

function hasAll({ gold, candidates }: ScanCost, depth: number): boolean {
  const read = new Set(candidates.slice(0, depth))
  return gold.every((path) => read.has(path))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
