import { offeredBy, type SelectionReport } from '../domain/index.ts'
import { renderTable } from './table.ts'

const maxPatches = 12
const maxTests = 12

/** What a choice among patches rests on: who stands where, which test says what, what separates the classes. */
export function renderSelection(report: SelectionReport): string {
  const { selection, unapplied, regression, executions, missing, outOfTime } = report
  const { value, calibratedOn } = selection.confidence
  const sure =
    value === null
      ? 'none given'
      : `right with ${(100 * value).toFixed(0)} % ${calibratedOn === null ? 'if one of them is (not calibrated)' : `(calibrated on ${calibratedOn} choices)`}`
  return [
    `Selected by ${selection.selector}, decided by ${selection.decidedBy}: ${selection.abstained ?? selection.reason}`,
    `Confidence: ${sure}`,
    '',
    ...renderPatches(report),
    ...renderTests(report),
    ...renderSeparations(report),
    ...renderInquiry(report),
    ...unapplied.map(({ labels, reason }) => `left out: ${offeredBy(labels)}: ${reason}`),
    ...(missing.length > 0 ? [`Left out of the choice, since there is none: ${missing.join(', ')}`] : []),
    ...(outOfTime.length > 0 ? [`No time was left for: ${outOfTime.join(', ')}`] : []),
    regression === null
      ? 'No existing test was run.'
      : `Existing tests: ${regression.passing} that passed before, of ${regression.files.join(', ')}${regression.left.length > 0 ? `; not run: ${regression.left.join(', ')}` : ''}`,
    `${executions.ran} executions, ${executions.known} known from before, ${(executions.busyMs / 1000).toFixed(1)} s of running`,
  ].join('\n')
}

function renderPatches({ selection, patches, classes }: SelectionReport): readonly string[] {
  const rows = selection.ranking.slice(0, maxPatches).map((at, rank) => {
    const patch = patches[at]
    const own = classes[patch?.class ?? 0]
    return [
      `${selection.chosen !== null && rank === 0 ? '>' : ' '} P${at}`,
      offeredBy(patch?.labels ?? []),
      `${patch?.class ?? ''}${own && own.patches.length > 1 ? ` (${own.patches.length}, same ${own.by})` : ''}`,
      (own?.posterior ?? 0).toFixed(2),
      String(patch?.votes ?? 0),
      String(patch?.broken.length ?? 0),
    ]
  })
  const more = selection.ranking.length - rows.length
  return [
    ...renderTable(['  PATCH', 'FROM', 'CLASS', 'BELIEF', 'TESTS PASSED', 'BREAKS'], rows),
    ...(more > 0 ? [`and ${more} more`] : []),
    '',
  ]
}

const marks = { fixed: 'pass', present: 'fail', crashed: 'crash', timeout: 'time' } as const

/** One line a test, one column a patch, the base first. */
function renderTests({ tests, patches }: SelectionReport): readonly string[] {
  if (tests.length === 0) return ['No test was written for the issue and none was given.', '']
  const shown = [...patches.keys()].slice(0, maxPatches)
  const rows = tests.slice(0, maxTests).map(({ origins, weight, noVote, note, onBase, onPatches }, at) => [
    `T${at} ${origins.join(', ')}`,
    onBase.verdict === null ? 'flaky' : marks[onBase.verdict],
    ...shown.map((patch) => {
      const verdict = onPatches[patch]
      return verdict === null || verdict === undefined ? 'flaky' : marks[verdict]
    }),
    noVote === null ? weight.toFixed(2) : '-',
    note ?? '',
  ])
  const more = tests.length - rows.length
  return [
    ...renderTable(['TEST', 'BASE', ...shown.map((at) => `P${at}`), 'WEIGHT', 'NOTE'], rows),
    ...(more > 0 ? [`and ${more} more`] : []),
    '',
  ]
}

function renderSeparations({ separations }: SelectionReport): readonly string[] {
  if (separations.length === 0) return []
  const lines = separations.slice(0, maxTests).flatMap(({ classes, tests, existing, shortest, call }) => {
    const pair = `classes ${classes[0]} and ${classes[1]}`
    if (tests.length === 0 && existing.length === 0 && call === null)
      return [`${pair}: nothing separates these`]
    const by = [
      ...tests.map((test) => `T${test}`),
      ...existing.slice(0, 3),
      ...(call === null ? [] : [call.call]),
    ].join(', ')
    const said = shortest?.lines ?? call?.outcomes
    return [`${pair}: ${by}`, ...(said ? said.map((line) => `    ${line}`) : [])]
  })
  return ['What separates them', ...lines, '']
}

const endings = {
  done: '',
  completions: '; it made no choice',
  'context-length': '; the conversation grew too long',
  budget: '; the budget was used up',
} as const

/** What a model was asked: a line for each script that it wrote, and how its replies were read. */
function renderInquiry({ selection: { inquiry } }: SelectionReport): readonly string[] {
  if (inquiry === null) return []
  const { candidates, tests, completions, ended } = inquiry
  const rows = tests
    .slice(0, maxTests)
    .map(({ language, onBase, onCandidates }, at) => [
      `S${at + 1} ${language}`,
      ending(onBase),
      ...onCandidates.map(ending),
    ])
  const unread = completions.filter(({ readAs }) => readAs === 'misparse').length
  const replies = `${completions.length} replies of the model${unread === 0 ? '' : `, ${unread} of which could not be read`}`
  return [
    ...(rows.length === 0
      ? []
      : renderTable(['SCRIPT OF THE MODEL', 'BASE', ...candidates.map(({ patch }) => `P${patch}`)], rows)),
    `${replies}${endings[ended]}`,
    '',
  ]
}

type InquiredRun = NonNullable<SelectionReport['selection']['inquiry']>['tests'][number]['onBase']

function ending(run: InquiredRun): string {
  if (run === null) return 'not run'
  if (run.verdict === null) return 'flaky'
  return run.verdict === 'crashed' ? `exit ${run.exitCode}` : marks[run.verdict]
}
