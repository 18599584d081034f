import type { ImproveReport, RoundReport } from '../app/index.ts'
import { renderTable } from '../view/index.ts'

/** What each round resolves of the instances that it did not learn from, beside round 0. */
export function improveLines({
  rounds,
  best,
  sharedRepositories,
  reportFile,
}: ImproveReport): readonly string[] {
  const trials = rounds[0]?.score.within.map((one) => one.trials) ?? []
  return [
    '',
    ...renderTable(
      [
        'ROUND',
        'LEARNED FROM',
        'CHOSEN %',
        'ATTEMPTS %',
        'COVERAGE %',
        ...trials.map((n) => `WITHIN ${n} %`),
      ],
      rounds.map(roundCells),
    ),
    '',
    ...rounds.flatMap(gainLines),
    ...rounds
      .filter(({ promoted }) => !promoted)
      .map(({ round }) => `round ${round} resolves less than a round before it and was not gone on from`),
    `best: round ${best}`,
    ...(sharedRepositories.length > 0
      ? [
          `note: instances of both kinds are from ${sharedRepositories.join(', ')}: what was learned may be of them alone`,
        ]
      : []),
    '',
    `In brackets: 95 % intervals by the bootstrap over ${rounds[0]?.score.instances ?? 0} instances.`,
    `Written ${reportFile}`,
  ]
}

function roundCells({ round, learned, score }: RoundReport): readonly string[] {
  const { chosen, attempts, coverage, within } = score
  return [
    String(round),
    learned ? `${learned.sampled} of ${learned.resolved} on ${learned.instances}` : '',
    ...[chosen, attempts, coverage, ...within].map(share),
  ]
}

function gainLines({ round, gain }: RoundReport): readonly string[] {
  if (gain === null) return []
  const all = [
    `chosen ${points(gain.chosen)}`,
    `attempts ${points(gain.attempts)}`,
    ...gain.within.map((one) => `within ${one.trials} ${points(one)}`),
  ]
  return [`round ${round} against round 0, in points: ${all.join(', ')}`]
}

interface Shown {
  readonly value: number
  readonly interval: { readonly low: number; readonly high: number }
}

function share({ value, interval }: Shown): string {
  return `${percent(value)} (${percent(interval.low)} to ${percent(interval.high)})`
}

function points({ value, interval }: Shown): string {
  const sign = value > 0 ? '+' : ''
  return `${sign}${percent(value)} (${percent(interval.low)} to ${percent(interval.high)})`
}

function percent(value: number): string {
  return (100 * value).toFixed(1)
}
