import { expect, it } from 'vitest'
import { noUsage, type SelectionReport } from '../domain/index.ts'
import { renderSelection } from './index.ts'

const patch = { patch: '', broken: [], votes: 0, facts: null }
const run = (exitCode: number, verdict: 'fixed' | 'present' | 'crashed' | null) => ({
  exitCode,
  verdict,
  output: '',
})

const report: SelectionReport = {
  selection: {
    selector: 'selector-machine',
    ranking: [1, 0],
    chosen: 1,
    abstained: null,
    confidence: { value: 1, said: null, calibratedOn: null },
    decidedBy: 'test',
    reason: 'script 1 of the model sets A apart from all others',
    usage: noUsage,
    inquiry: {
      candidates: [
        { id: 'A', patch: 1 },
        { id: 'B', patch: 0 },
      ],
      tests: [
        {
          language: 'python',
          text: 'print(1)\n',
          onBase: run(2, 'present'),
          onCandidates: [run(0, 'fixed'), run(3, 'crashed')],
        },
        { language: 'go', text: '', onBase: run(2, null), onCandidates: [null, run(2, 'present')] },
      ],
      completions: [
        { asked: 'initial-state', readAs: 'test', note: '', usage: noUsage },
        { asked: 'select-or-revise', readAs: 'misparse', note: 'neither', usage: noUsage },
        { asked: 'handle-select-or-revise', readAs: 'choice', note: 'A', usage: noUsage },
      ],
      ended: 'done',
    },
  },
  patches: [
    { ...patch, labels: ['a.diff'], class: 0 },
    { ...patch, labels: ['b.diff'], class: 1 },
  ],
  tests: [],
  classes: [
    { patches: [0], by: 'lone', posterior: 0.5 },
    { patches: [1], by: 'lone', posterior: 0.5 },
  ],
  separations: [],
  unapplied: [],
  regression: null,
  executions: { ran: 6, known: 0, busyMs: 100 },
  others: [],
  missing: ['existing tests', 'verifier'],
  outOfTime: [],
}

it('shows what a model was asked, and what its scripts said', () => {
  expect(renderSelection(report)).toMatchInlineSnapshot(`
    "Selected by selector-machine, decided by test: script 1 of the model sets A apart from all others
    Confidence: right with 100 % if one of them is (not calibrated)

      PATCH  FROM    CLASS  BELIEF  TESTS PASSED  BREAKS
    > P1     b.diff  1      0.50    0             0
      P0     a.diff  0      0.50    0             0

    No test was written for the issue and none was given.

    SCRIPT OF THE MODEL  BASE   P1       P0
    S1 python            fail   pass     exit 3
    S2 go                flaky  not run  fail
    3 replies of the model, 1 of which could not be read

    Left out of the choice, since there is none: existing tests, verifier
    No existing test was run.
    6 executions, 0 known from before, 0.1 s of running"
  `)
})

it('names a few of the many who offered one patch', () => {
  const labels = Array.from({ length: 10_000 }, (_, at) => `${at}.diff`)
  const text = renderSelection({ ...report, patches: report.patches.map((one) => ({ ...one, labels })) })
  expect(text).toContain('0.diff, 1.diff, 2.diff, 3.diff, 4.diff and 9995 more')
  expect(text).not.toContain('5.diff')
})
