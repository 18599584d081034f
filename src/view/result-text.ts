import type { Candidate, Evidence, SelectionReport, Usage } from '../domain/index.ts'
import { renderPlausible, type PlausibleView } from './plausible-text.ts'
import { renderSelection } from './selection-text.ts'
import { renderSpending, type SpendingView } from './spending-text.ts'
import { renderDuration, renderUsage } from './progress-lines.ts'

/** What the result page shows, whichever use case it comes from. */
export interface ResultView extends SpendingView {
  readonly runId: string
  readonly status: string
  readonly reason: string
  readonly chosen: number | null
  readonly candidates: readonly Candidate[]
  readonly evidence: Evidence | null
  readonly selection: SelectionReport | null
  /** Null unless attempts were made one after another until one is plausible. */
  readonly plausible: PlausibleView | null
  readonly usage: Usage
  readonly durationMs: number
  readonly caveats: readonly string[]
}

/** The whole result for a terminal or a log: patch, tests, cost, time, and what it does not prove. */
export function renderResult(result: ResultView): string {
  const chosen = result.chosen === null ? undefined : result.candidates[result.chosen]
  const others = result.candidates.filter((candidate) => candidate !== chosen && candidate.evidence.plausible)
  const shownPatch = chosen ?? result.candidates[0]
  return [
    ...(shownPatch
      ? [chosen ? 'Patch' : 'Best patch found (it does not hold)', '', shownPatch.patch.trimEnd(), '']
      : []),
    ...(chosen ? [chosen.summary, ''] : []),
    ...renderTests(result.evidence ?? shownPatch?.evidence ?? null),
    ...(result.plausible ? [...renderPlausible(result.plausible), ''] : []),
    ...(result.selection ? [renderSelection(result.selection), ''] : []),
    ...(others.length > 0
      ? [
          `${others.length} other plausible patch${others.length === 1 ? '' : 'es'}: capuchin show ${result.runId}`,
          '',
        ]
      : []),
    `${result.status === 'done' ? 'Plausible' : result.status}: ${result.reason}`,
    [
      `Time ${renderDuration(result.durationMs)}`,
      renderUsage(result.usage) || 'no model was asked, $0.00',
    ].join(', '),
    ...renderSpending(result),
    ...(result.caveats.length > 0
      ? ['', 'What this does not prove', ...result.caveats.map((caveat) => `- ${caveat}`)]
      : []),
  ].join('\n')
}

/** Which tests failed before and pass now, and what became of the others. */
export function renderTests(evidence: Evidence | null): readonly string[] {
  if (evidence === null) return []
  const { tests, failCommand } = evidence
  const rows: (readonly [string, string, string])[] = []
  if (failCommand)
    rows.push(['the failing command', exitText(failCommand.before), exitText(failCommand.after)])
  for (const test of tests?.fixed ?? []) rows.push([test, 'failed', 'passed'])
  for (const test of tests?.broken ?? []) rows.push([test, 'not failed', 'FAILED'])
  for (const test of tests?.stillFailing ?? []) rows.push([test, 'failed', 'failed'])
  const shown = rows.slice(0, maxRows)
  const summary =
    tests === null
      ? []
      : [
          `${tests.stillPassing.length} other tests passed before and pass now; ${tests.broken.length === 0 ? 'none broke' : `${tests.broken.length} BROKE`}`,
        ]
  if (rows.length === 0) return [...summary, '']
  const width = Math.max(4, ...shown.map(([name]) => name.length))
  return [
    `${'Test'.padEnd(width)}  Before      After`,
    ...shown.map(([name, before, after]) => `${name.padEnd(width)}  ${before.padEnd(10)}  ${after}`),
    ...(rows.length > maxRows ? [`… and ${rows.length - maxRows} more`] : []),
    ...summary,
    '',
  ]
}

const maxRows = 40

function exitText(code: number): string {
  return code === 0 ? 'exit 0' : `exit ${code}`
}
