import { describe, expect, it } from 'vitest'
import { noUsage, type RunEvent } from '../domain/index.ts'
import {
  emptyRunState,
  reduceRunState,
  renderDuration,
  renderEvent,
  renderProgress,
  renderResult,
  renderTable,
  renderUsage,
} from './index.ts'

const evidence = {
  plausible: true,
  reason: 'fixes 1 failing test and breaks none',
  tests: { fixed: ['t.bug'], broken: [], stillFailing: [], flaky: [], stillPassing: ['t.a', 't.b'] },
  failCommand: { before: 1, after: 0 },
}

describe('renderResult', () => {
  it('shows patch, tests before and after, cost, time and what is not proven', () => {
    const text = renderResult({
      runId: 'r1',
      status: 'done',
      reason: evidence.reason,
      chosen: 0,
      candidates: [
        { attemptIndex: 0, rank: 0, patch: 'THE PATCH\n', summary: 'what it does', evidence, score: 1 },
        { attemptIndex: 0, rank: 1, patch: 'ANOTHER\n', summary: '', evidence, score: 0 },
      ],
      evidence,
      selection: null,
      plausible: null,
      spending: [],
      stoppedEarly: null,
      saved: null,
      budget: null,
      usage: { ...noUsage, inputTokens: 1_200, outputTokens: 300, costUsd: 0.0042 },
      durationMs: 61_000,
      caveats: ['it may be wrong'],
    })
    expect(text).toMatchInlineSnapshot(`
      "Patch

      THE PATCH

      what it does

      Test                 Before      After
      the failing command  exit 1      exit 0
      t.bug                failed      passed
      2 other tests passed before and pass now; none broke

      1 other plausible patch: capuchin show r1

      Plausible: fixes 1 failing test and breaks none
      Time 1 min 01 s, 1.5k tokens, $0.0042

      What this does not prove
      - it may be wrong"
    `)
  })
})

describe('live lines', () => {
  const events: readonly RunEvent[] = [
    { type: 'run-start', runId: 'r', at: 0, title: 'x', attempts: 2 },
    {
      type: 'attempt',
      attemptIndex: 0,
      at: 0,
      event: { type: 'attempt-start', strategy: 's', model: null, seed: 0 },
    },
    { type: 'attempt', attemptIndex: 0, at: 5, event: { type: 'step-start', step: 2, stage: 'reply' } },
    {
      type: 'attempt',
      attemptIndex: 0,
      at: 9,
      event: { type: 'search-progress', tried: 3, space: 9, plausible: 1, timeouts: 0 },
    },
    {
      type: 'attempt',
      attemptIndex: 1,
      at: 9,
      event: { type: 'attempt-end', outcome: { kind: 'cancelled', usage: noUsage } },
    },
  ]
  const state = events.reduce(reduceRunState, emptyRunState)

  it('are one an attempt, cut to the width', () => {
    const lines = renderProgress(state, { now: 2_000, columns: 60, rows: 10 })
    expect(lines).toHaveLength(2)
    expect(lines[0]).toContain('reply 2')
    expect(lines[1]).toContain('cancelled')
    expect(lines.every((line) => line.length <= 60)).toBe(true)
  })

  it('do not count the time in which the run was stopped', () => {
    const resumed = { type: 'resumed', awayMs: 3_600_000 } as const
    const events: readonly RunEvent[] = [
      { type: 'attempt', attemptIndex: 0, at: 0, event: { type: 'stage', stage: 'edit' } },
      { type: 'attempt', attemptIndex: 0, at: 3_601_000, event: resumed },
    ]
    const state = events.reduce(reduceRunState, emptyRunState)
    expect(renderProgress(state, { now: 3_604_000, columns: 80, rows: 1 })[0]).toContain('  4.0 s')
    expect(events.flatMap(renderEvent)).toEqual(['[0] goes on; nothing was done for 60 min 00 s'])
  })

  it('only count what does not fit', () => {
    expect(renderProgress(state, { now: 0, columns: 80, rows: 1 }).at(-1)).toContain('more attempts')
  })
})

describe('small texts', () => {
  it.each([
    [999, '1.0 s'],
    [59_990, '60.0 s'],
    [3_600_000, '60 min 00 s'],
  ])('%i ms is %s', (ms, text) => expect(renderDuration(ms)).toBe(text))

  it('say when a cost is unknown, and nothing where no model was asked', () => {
    expect(renderUsage({ ...noUsage, inputTokens: 5, costUsd: null })).toBe('5 tokens, cost unknown')
    expect(renderUsage(noUsage)).toBe('')
  })

  it('make columns', () => {
    expect(renderTable(['A', 'B'], [['long', 'x']])).toEqual(['A     B', 'long  x'])
  })

  it('show a transition with its reason', () => {
    const event = { type: 'transition', from: 'search', to: 'identify', reason: '3 spans' } as const
    expect(renderEvent({ type: 'attempt', attemptIndex: 1, at: 0, event })).toEqual([
      '[1] search → identify: 3 spans',
    ])
  })

  it('show a step of a tool-agent on one line', () => {
    const line = (name: string, input: Readonly<Record<string, string>>, more = {}): readonly string[] =>
      renderEvent({
        type: 'attempt',
        attemptIndex: 0,
        at: 0,
        event: {
          type: 'tool-call',
          call: { id: 'c', name, input },
          ran: true,
          observation: 'much\ntext',
          exitCode: null,
          durationMs: 1_234,
          fromJournal: false,
          ...more,
        },
      })
    expect(line('bash', { command: 'cd src\n  ls' }, { exitCode: 2 })).toEqual([
      '[0] $ cd src ls (1.2 s, exit code 2)',
    ])
    expect(line('str_replace_editor', { command: 'view', path: 'a.py' })).toEqual([
      '[0] str_replace_editor view a.py (1.2 s)',
    ])
    expect(line('bash', { command: 'x'.repeat(500) }, { ran: false })).toEqual([
      `[0] not run: $ ${'x'.repeat(98)}…`,
    ])
    expect(line('finish', {})).toEqual(['[0] finish'])
  })

  it('name every refused edit, suggested command and run of a script', () => {
    const said = (event: Extract<RunEvent, { type: 'attempt' }>['event']): readonly string[] =>
      renderEvent({ type: 'attempt', attemptIndex: 3, at: 0, event })
    expect(said({ type: 'edit-rejected', path: 'a.py', reason: 'why' })).toEqual([
      '[3] edit refused in a.py: why',
    ])
    expect(said({ type: 'command-suggested', command: 'rm -rf /', ran: false })).toEqual([
      '[3] suggested, not run: rm -rf /',
    ])
    const run = { verdict: 'present', exitCode: 2, durationMs: 1, fromJournal: false } as const
    expect(said({ type: 'script-run', on: 'base', ...run })).toEqual([
      '[3] script on base: present (exit code 2)',
    ])
    expect(said({ type: 'model-text', text: 'x' })).toEqual([])
  })
})
