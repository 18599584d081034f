import { bootstrapInterval, deriveSeed, mean } from '../../src/std/index.ts'
import { renderTable } from '../../src/view/index.ts'
import type { ReplayedRun } from './replay-run.ts'

/** Means over the runs of one issue, of one policy. */
export interface IssueMeans {
  readonly resolved: number
  readonly oracle: number
  readonly usd: number
  readonly begun: number
  readonly ended: number
}

export function meansOf(runs: readonly ReplayedRun[]): IssueMeans {
  return {
    resolved: mean(runs.map(({ resolved }) => (resolved ? 1 : 0))),
    oracle: mean(runs.map(({ oracle }) => (oracle ? 1 : 0))),
    usd: mean(runs.map(({ usd }) => usd)),
    begun: mean(runs.map(({ begun }) => begun)),
    ended: mean(runs.map(({ ended }) => ended)),
  }
}

export interface PolicyRow {
  readonly name: string
  /** By issue, in the same order for all policies. */
  readonly issues: readonly IssueMeans[]
}

/** Each policy beside the one that makes all attempts: differences are of the same issues. */
export function reportPolicies(
  rows: readonly PolicyRow[],
  { full, attempts, seed }: { readonly full: string; readonly attempts: number; readonly seed: number },
): void {
  const options = { seed: deriveSeed(seed, 1), draws: 2_000 }
  const all = rows.find(({ name }) => name === full)?.issues ?? []
  const percent = (value: number): string => (100 * value).toFixed(1)
  const lines = rows.map(({ name, issues }) => {
    const pairs = issues.map((own, at) => ({ own, full: all[at] ?? own }))
    type Pairs = readonly (typeof pairs)[number][]
    const resolved = (sample: Pairs): number => mean(sample.map(({ own }) => own.resolved))
    const ahead = (sample: Pairs): number => mean(sample.map(({ own, full: f }) => own.resolved - f.resolved))
    const ratio = (sample: Pairs): number =>
      mean(sample.map(({ own }) => own.usd)) / mean(sample.map(({ full: f }) => f.usd))
    const shown = (statistic: (sample: Pairs) => number): string => {
      const { low, high } = bootstrapInterval(pairs, statistic, options)
      return `${percent(statistic(pairs))} (${percent(low)} to ${percent(high)})`
    }
    const begun = mean(issues.map((one) => one.begun))
    return [
      name,
      shown(resolved),
      percent(mean(issues.map(({ oracle }) => oracle))),
      mean(issues.map(({ usd }) => usd)).toFixed(2),
      begun.toFixed(2),
      mean(issues.map(({ ended }) => ended)).toFixed(2),
      (attempts - begun).toFixed(2),
      shown(ratio),
      shown(ahead),
    ]
  })
  const head = [
    'POLICY',
    'RESOLVED %',
    'ORACLE %',
    'USD',
    'BEGUN',
    'ENDED',
    'SAVED',
    `USD, % OF ${full}`,
    `POINTS OVER ${full}`,
  ]
  console.log(renderTable(head, lines).join('\n'))
}
