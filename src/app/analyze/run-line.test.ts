import { assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scalingGrid } from '../../analysis/index.ts'
import {
  noUsage,
  type AttemptEvent,
  type AttemptOutcome,
  type GeneratedTest,
  type RunEvent,
  type SelectionReport,
} from '../../domain/index.ts'
import { patchIdOf, testIdOf } from '../../selection/index.ts'
import { createRandom } from '../../std/index.ts'
import { readRun, type EndedRun } from './run-line.ts'
import { toScalingInput } from './scaling-input.ts'

type Emitted = Extract<AttemptEvent, { type: 'emitted' }>

const patchOf = (name: string): string => `diff --git a/${name} b/${name}\n+${name}\n`
const testOf = (name: string): GeneratedTest => ({ language: 'python', text: name })

function emitted(machine: Emitted['machine'], costUsd: number, reply: Partial<Emitted>): AttemptEvent {
  return {
    type: 'emitted',
    machine,
    state: 'any',
    kind: 'misparse',
    patch: null,
    test: null,
    ...reply,
    usage: { ...noUsage, costUsd },
  }
}
const edit = (name: string, usd: number) => emitted('editing', usd, { kind: 'edit', patch: patchOf(name) })
const test = (name: string, usd: number, machine: Emitted['machine'] = 'editing') =>
  emitted(machine, usd, { kind: 'test', test: testOf(name) })
const ranOnPatch = (verdict: 'fixed' | 'present'): AttemptEvent => ({
  type: 'script-run',
  on: 'patch 01234567',
  verdict,
  exitCode: 0,
  durationMs: 1,
  fromJournal: false,
})

function attempt(attemptIndex: number, replies: readonly AttemptEvent[]): readonly RunEvent[] {
  const emittedOnes = replies.filter((event) => event.type === 'emitted')
  const patch = emittedOnes.findLast((event) => event.patch !== null)?.patch
  const own = emittedOnes.findLast((event) => event.test !== null)?.test ?? undefined
  const evidence = { plausible: true, reason: '', tests: null, failCommand: null }
  const outcome: AttemptOutcome =
    patch == null
      ? { kind: 'no-patch', reason: '', test: own, usage: noUsage }
      : {
          kind: 'submitted',
          candidates: [{ attemptIndex, rank: 0, patch, summary: '', evidence, score: 0 }],
          test: own,
          usage: noUsage,
        }
  return endedBy(attemptIndex, replies, outcome)
}

function endedBy(
  attemptIndex: number,
  replies: readonly AttemptEvent[],
  outcome: AttemptOutcome,
): readonly RunEvent[] {
  const start: AttemptEvent = { type: 'attempt-start', strategy: 'edit-test', model: 'm', seed: 0 }
  return [start, ...replies, { type: 'attempt-end' as const, outcome }].map((event) => ({
    type: 'attempt',
    attemptIndex,
    at: 0,
    event,
  }))
}

/** As much of a report as is read. */
function reportOf(
  patches: readonly string[],
  tests: Readonly<Record<string, SelectionReport['tests'][number]['onPatches']>>,
): SelectionReport {
  const report: Pick<SelectionReport, 'patches' | 'tests'> = {
    patches: patches.map((name, at) => ({
      labels: [],
      patch: patchOf(name),
      class: at,
      broken: [],
      votes: 0,
      facts: null,
    })),
    tests: Object.entries(tests).map(([name, onPatches]) => ({
      ...testOf(name),
      origins: [],
      noVote: null,
      note: null,
      weight: 1,
      onBase: { verdict: 'present', flaky: false, output: '' },
      onPatches,
    })),
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return report as SelectionReport
}

const [p1, p2, p3] = ['p1', 'p2', 'p3'].map((name) => patchIdOf(patchOf(name)))
const [t0, t1, s1] = ['t0', 't1', 's1'].map((name) => testIdOf(testOf(name)))
const unknown = (): null => null

describe('readRun', () => {
  const run: EndedRun = {
    runId: 'run-1',
    sharedUsd: 0.5,
    report: reportOf(['p2', 'p3'], { t1: ['fixed', null], s1: ['fixed', 'present'] }),
    events: [
      ...attempt(0, [
        test('t0', 0.25, 'testing'),
        emitted('testing', 0.125, { kind: 'done' }),
        edit('p1', 1),
        ranOnPatch('fixed'),
        test('t1', 2),
        ranOnPatch('present'),
        edit('p2', 3),
        ranOnPatch('fixed'),
        emitted('editing', 4, { kind: 'done' }),
      ]),
      ...attempt(1, [test('s1', 1, 'testing'), emitted('editing', 1, {}), edit('p3', 1)]),
      ...endedBy(2, [edit('p9', 9)], { kind: 'cancelled', usage: noUsage }),
    ],
  }

  it('tells what every reply left behind and what every test said of every patch', () => {
    const { line, brokenOff, flaky } = readRun(run, (patchId) => (patchId === p1 ? false : null))
    expect(line.attempts).toEqual([
      {
        seedTestId: t0,
        testingUsd: 0.375,
        completions: [
          { kind: 'edit', patchId: p1, costUsd: 1 },
          { kind: 'test', testId: t1, costUsd: 2 },
          { kind: 'edit', patchId: p2, costUsd: 3 },
          { kind: 'done', costUsd: 4 },
        ],
        final: { patchId: p2, testId: t1 },
      },
      {
        seedTestId: s1,
        testingUsd: 1,
        completions: [
          { kind: 'misparse', costUsd: 1 },
          { kind: 'edit', patchId: p3, costUsd: 1 },
        ],
        final: { patchId: p3, testId: s1 },
      },
    ])
    expect(line.resolved).toEqual({ [p1 ?? '']: false, [p2 ?? '']: null, [p3 ?? '']: null })
    expect(line.passes).toEqual({ [t0 ?? '']: [p1], [t1 ?? '']: [p2], [s1 ?? '']: [p2] })
    expect(line.notRun).toEqual({ [t0 ?? '']: [p2, p3], [t1 ?? '']: [], [s1 ?? '']: [p1] })
    expect(line).toMatchObject({ instanceId: 'run-1', sharedUsd: 0.5, tests: { [t0 ?? '']: testOf('t0') } })
    expect({ brokenOff, flaky }).toEqual({ brokenOff: 1, flaky: 1 })
    const input = toScalingInput([{ where: 'run-1', value: line }])
    expect(input).toMatchObject({ notRun: 3, withoutVerdict: 2, graded: true })
  })

  it('takes of an attempt that was begun anew what came since then', () => {
    const events = [...attempt(0, [edit('p9', 9)]), ...attempt(0, [edit('p1', 1)])]
    const { line } = readRun({ ...run, events }, unknown)
    expect(line.attempts.map(({ completions }) => completions)).toEqual([
      [{ kind: 'edit', patchId: p1, costUsd: 1 }],
    ])
  })

  it('refuses a run whose attempts ended with something else than their replies come to', () => {
    const events = endedBy(0, [edit('p1', 1)], { kind: 'no-patch', reason: '', usage: noUsage })
    const { line } = readRun({ ...run, events }, unknown)
    expect(() => toScalingInput([{ where: 'run run-1', value: line }])).toThrow(
      /run run-1, attempt 1: it ended with no patch/,
    )
  })
})

describe('the grid of any stored run', () => {
  it('comes at full length to what the run came to, and its cost never falls with more of anything', () => {
    assert(
      property(integer({ min: 0, max: 1e6 }), (seed) => {
        const { run, finals } = randomRun(seed)
        const isResolved = (patchId: string): boolean =>
          createRandom(seed + patchId.length * 7 + (patchId.codePointAt(0) ?? 0)).next() < 0.5
        const { line } = readRun(run, isResolved)
        const { instances } = toScalingInput([{ where: 'run', value: line }])
        const { cells } = scalingGrid(instances, { seed, draws: 1, subsets: 100, graded: true })
        const last = cells.at(-1)
        const votes = votesOf(run.report)
        const most = finals.filter((at) => votes[at] === Math.max(...votes))
        const right = most.filter((at) => isResolved(patchIdOf(run.report?.patches[at]?.patch ?? '')))
        expect(last?.voting?.value).toBeCloseTo(right.length / most.length, 12)
        expect(last?.votes).toBeCloseTo(Math.max(...votes), 12)
        const paid = run.events.reduce((sum, event) => sum + editingUsd(event), 0)
        expect(last?.editingUsd).toBeCloseTo(paid, 9)
        for (const { samples, iterations, totalUsd } of cells)
          for (const [n, i] of [
            [samples - 1, iterations],
            [samples, iterations - 1],
          ] as const) {
            const less = cells.find((cell) => cell.samples === n && cell.iterations === i)?.totalUsd ?? 0
            expect(totalUsd).toBeGreaterThanOrEqual(less - 1e-9)
          }
      }),
      { numRuns: 100 },
    )
  })
})

function editingUsd(event: RunEvent): number {
  return event.type === 'attempt' && event.event.type === 'emitted' && event.event.machine === 'editing'
    ? (event.event.usage.costUsd ?? 0)
    : 0
}

/** By final patch: the final tests that are `fixed` on it. */
function votesOf(report: SelectionReport | null): readonly number[] {
  return (report?.patches ?? []).map(
    (_, at) => (report?.tests ?? []).filter(({ onPatches }) => onPatches[at] === 'fixed').length,
  )
}

/** Up to five attempts, each of which ends with a patch and a test of its own; what happens before is left to chance. */
function randomRun(seed: number): {
  readonly run: EndedRun & { readonly report: SelectionReport }
  readonly finals: readonly number[]
} {
  const random = createRandom(seed)
  const finals = Array.from({ length: 1 + random.below(5) }, (_, at) => at)
  const replies = finals.map((at) => [
    test(`seed${at}`, random.next(), 'testing'),
    ...Array.from({ length: random.below(4) }, (_, step) =>
      random.below(3) === 0
        ? emitted('editing', random.next(), {})
        : random.below(2) === 0
          ? test(`t${at}.${step}`, random.next())
          : edit(`p${at}.${step}`, random.next()),
    ),
    edit(`final${at}`, random.next()),
    test(`final${at}`, random.next()),
    emitted('editing', random.next(), { kind: 'done' }),
  ])
  const cell = () => (['fixed', 'present', 'crashed', null] as const)[random.below(4)] ?? null
  const tests = Object.fromEntries(finals.map((at) => [`final${at}`, finals.map(cell)]))
  const report = reportOf(
    finals.map((at) => `final${at}`),
    tests,
  )
  const events = replies.flatMap((own, at) => attempt(at, own))
  return { run: { runId: 'run', events, report, sharedUsd: random.next() }, finals }
}
