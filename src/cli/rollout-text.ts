import type { RolloutEvent, RolloutGroup, RolloutOutcome } from '../app/index.ts'
import { renderTable } from '../view/index.ts'

/** One line for what happens during a rollout. */
export function rolloutLine(event: RolloutEvent): string {
  if (event.type === 'note') return `note: ${event.text}`
  const width = String(event.total).length
  const head = `[${String(event.done).padStart(width)}/${event.total}] ${event.instanceId}`
  if (event.infra !== null) return `${head}  infra: ${event.infra}`
  const attempts = Object.entries(event.attempts).map(([exit, count]) => `${count} ${exit}`)
  const made = Object.values(event.attempts).reduce((sum, count) => sum + count, 0)
  return [
    head,
    attempts.join(', '),
    ...(event.resolved === null ? [] : [`${event.resolved} of ${made} resolved`]),
    ...(event.chosen === null ? [] : [event.chosen ? 'chosen: right' : 'chosen: wrong']),
    ...(event.costUsd ? [`$${event.costUsd.toFixed(2)}`] : []),
    ...(event.fromStore ? ['(known from before)'] : []),
  ].join('  ')
}

/** What all attempts came to, by repository and by how they ended. */
export function rolloutLines(outcome: RolloutOutcome): readonly string[] {
  const { statistics, instances, infra, ungraded, costUsd, files } = outcome
  const { all, byRepo, byExit, spread } = statistics
  return [
    '',
    `${all.attempts} attempts on ${instances} instances${all.masked > 0 ? `, and ${all.masked} that something around them broke, which count nowhere` : ''}`,
    ...(all.resolved === null
      ? []
      : [
          `Resolved ${percent(all.resolved)} % of attempts${spread ? ` (spread over random halves: ${percent(spread.all)} over all, ${percent(spread.withPatch)} over those with a patch)` : ''}`,
        ]),
    `Cost ${costUsd === null ? 'unknown: a price is missing' : `${costUsd.toFixed(2)} USD`}, the choice among patches included`,
    '',
    ...renderTable(
      ['REPOSITORY', ...columns],
      byRepo.map((group) => [group.name, ...cells(group)]),
    ),
    '',
    ...renderTable(
      ['ENDED', 'COUNT', ...columns],
      byExit.map((group) => [group.name, String(group.count), ...cells(group)]),
    ),
    ...(infra.length > 0 ? ['', 'No attempt could be made on:'] : []),
    ...infra.map(({ instanceId, code, reason }) => `  ${instanceId}: ${code}: ${reason}`),
    ...(ungraded > 0 ? ['', `${ungraded} patches have no verdict: something around their tests broke`] : []),
    '',
    ...files.map((file) => `Written ${file}`),
  ]
}

const columns = ['ATTEMPTS', 'RESOLVED %', 'EMPTY %', 'STUCK %', 'TURNS', 'USD']

function cells(group: RolloutGroup): readonly string[] {
  return [
    String(group.attempts),
    group.resolved === null ? '' : percent(group.resolved),
    percent(group.empty),
    percent(group.stuck),
    group.turns.toFixed(1),
    group.costUsd === null ? 'unknown' : group.costUsd.toFixed(2),
  ]
}

function percent(share: number): string {
  return (100 * share).toFixed(1)
}
