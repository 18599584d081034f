import type { AttemptsAnalysis } from '../app/index.ts'
import { renderCost, renderTable } from '../view/index.ts'

/** Attempts by number and by model, what became of plausible ones, gold files, and choices that no rule makes. */
export function attemptsLines({
  table,
  gold,
  goldUnknown,
  picks,
  written,
}: AttemptsAnalysis): readonly string[] {
  const { instances, all, costUsd } = table
  return [
    `${instances} instances, ${all.made} attempts${costUsd === null ? '' : `, ${renderCost(costUsd)}: ${renderCost(costUsd / instances)} an instance, ${renderCost(costUsd / all.made)} an attempt`}`,
    ...notes(table),
    '',
    ...attemptTable(table),
    '',
    ...modelTable(table),
    '',
    `Chosen and plausible: ${share(all.proposedPlausible, instances)}; resolved of these: ${share(all.plausibleResolved, all.proposedPlausible)}`,
    `Chosen and not plausible: ${share(all.proposed - all.proposedPlausible, instances)}; resolved of these: ${share(all.resolved - all.plausibleResolved, all.proposed - all.proposedPlausible)}`,
    `Resolved: ${share(all.resolved, instances)}`,
    ...goldLines(gold),
    ...goldUnknown.map((reason) => `Not compared with the true fixes: ${reason}`),
    ...pickLines(picks),
    ...written.map((path) => `Written ${path}`),
  ]
}

function notes({ unnamed, withoutVerdict }: AttemptsAnalysis['table']): readonly string[] {
  return [
    ...(unnamed > 0 ? [`${unnamed} attempts name no model and count as the first one's`] : []),
    ...(withoutVerdict > 0 ? [`${withoutVerdict} instances have no verdict and count as not resolved`] : []),
  ]
}

function attemptTable({ byAttempt, instances, all }: AttemptsAnalysis['table']): readonly string[] {
  const header = [
    'ATTEMPT',
    'MODEL',
    'MADE',
    'PLAUSIBLE',
    'PROPOSED',
    '% OF ALL',
    'PLAUSIBLE ONES',
    'RESOLVED',
    '% OF RESOLVED',
    'CUMULATIVE',
    '% CUMULATIVE',
  ]
  return renderTable(
    header,
    [
      ...byAttempt.map((row) => ({ ...row, name: String(row.number), model: row.models.join(', ') })),
      { ...all, name: 'all', model: '', cumulativeResolved: all.resolved },
    ].map((row) => [
      row.name,
      row.model,
      String(row.made),
      String(row.plausible),
      String(row.proposed),
      percent(row.proposed, instances),
      String(row.proposedPlausible),
      String(row.resolved),
      percent(row.resolved, all.resolved),
      String(row.cumulativeResolved),
      percent(row.cumulativeResolved, instances),
    ]),
  )
}

function modelTable({ byModel, all }: AttemptsAnalysis['table']): readonly string[] {
  return renderTable(
    ['MODEL', 'MADE', 'PLAUSIBLE', 'PROPOSED', 'RESOLVED', '% OF PROPOSED'],
    [...byModel, { model: 'all', ...all }].map((row) => [
      row.model,
      String(row.made),
      String(row.plausible),
      String(row.proposed),
      String(row.resolved),
      percent(row.resolved, row.proposed),
    ]),
  )
}

function goldLines(gold: AttemptsAnalysis['gold']): readonly string[] {
  if (gold === null) return []
  const { instances, chosen, first, any, exactly, files, resolvedWith, resolvedWithout } = gold
  return [
    '',
    `All files of the true fix were among those of the chosen attempt: ${share(chosen, instances)}; of the first attempt: ${share(first, instances)}; of any: ${share(any, instances)}`,
    `These files and no others: ${share(exactly, instances)}; files of the chosen attempt: ${(files / instances).toFixed(2)} in the mean`,
    `Resolved with them: ${share(resolvedWith, chosen)}; without: ${share(resolvedWithout, instances - chosen)}`,
  ]
}

function pickLines(picks: AttemptsAnalysis['picks']): readonly string[] {
  const { plausible, first, late, implausible, passedOver, fallbacks, withoutChoice } = picks
  const inRound = late.filter(({ cause }) => cause === 'round')
  const other = late.filter(({ cause }) => cause === 'other')
  return [
    '',
    `Of ${plausible} plausible choices ${first} are the first plausible attempt`,
    ...(inRound.length === 0
      ? []
      : [
          `In ${inRound.length} a later one of the same round took its place, as where a loop over models lacks the break after a plausible attempt:`,
          ...inRound.map(pickLine),
        ]),
    ...(other.length === 0 ? [] : [`In ${other.length} a later one took its place:`, ...other.map(pickLine)]),
    ...fallbacks.flatMap(({ order, agreeing, levels, others }) =>
      implausible === 0
        ? []
        : [
            `Of ${implausible} other choices ${agreeing} are what the order of the ${order} takes (${levels.map((count, at) => `level ${at + 1}: ${count}`).join(', ')})${others.length > 0 ? '; not:' : ''}`,
            ...others.map(pickLine),
          ],
    ),
    ...(passedOver.length === 0
      ? []
      : [
          `In ${passedOver.length} of them a plausible attempt was passed over:`,
          ...passedOver.map(pickLine),
        ]),
    ...(withoutChoice > 0 ? [`${withoutChoice} instances have no choice`] : []),
  ]
}

function pickLine(pick: AttemptsAnalysis['picks']['passedOver'][number]): string {
  return `  ${pick.instanceId}: attempt ${pick.recorded} of the record, ${pick.byRule} by the rule`
}

function share(part: number, whole: number): string {
  return `${part} of ${whole}${whole === 0 ? '' : ` = ${percent(part, whole)} %`}`
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '' : ((100 * part) / whole).toFixed(1)
}
