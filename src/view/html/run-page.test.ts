import { describe, expect, it } from 'vitest'
import {
  noUsage,
  type AttemptEvent,
  type Candidate,
  type Evidence,
  type RunEvent,
} from '../../domain/index.ts'
import type { ResultView } from '../result-text.ts'
import { renderRunPage, type RunPage } from './run-page.ts'

const evidence: Evidence = {
  plausible: true,
  reason: 'fixes 1 test and breaks none',
  tests: {
    fixed: ['t.py::fixed'],
    broken: ['t.py::broken'],
    stillFailing: ['t.py::old'],
    stillPassing: ['t.py::same'],
    flaky: [],
  },
  failCommand: { before: 1, after: 0 },
}
const candidate: Candidate = {
  attemptIndex: 0,
  rank: 0,
  patch: 'diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-a < b\n+a <= b\n',
  summary: 'changes a.py (+1 -1)',
  evidence,
  score: 1,
}
const usage = { ...noUsage, inputTokens: 1200, outputTokens: 30, costUsd: 0.02 }
const result: ResultView = {
  runId: 'r1',
  status: 'done',
  reason: 'one patch holds',
  chosen: 0,
  candidates: [candidate],
  evidence,
  selection: null,
  usage,
  durationMs: 65_000,
  caveats: ['Hidden tests may say otherwise.'],
  spending: [{ stage: 'attempts', calls: 2, usage }],
  stoppedEarly: null,
  saved: null,
  budget: null,
  plausible: null,
}
const at = (ms: number, event: AttemptEvent): RunEvent => ({
  type: 'attempt',
  attemptIndex: 0,
  at: ms,
  event,
})
const reply = (text: string): AttemptEvent => ({
  type: 'model-reply',
  model: 'p/m',
  text,
  finishReason: 'stop',
  usage,
  fromJournal: false,
})
const problem = { path: 'a.py', line: 3, rule: 'F821', message: "undefined name 'x'", linter: 'flake8' }
const events: readonly RunEvent[] = [
  { type: 'run-start', runId: 'r1', at: 0, title: 'a title', attempts: 1 },
  at(0, { type: 'attempt-start', strategy: 'edit-loop', model: 'p/m', seed: 0 }),
  at(1000, reply('I would <b>change</b> a.py')),
  at(2000, { type: 'lint', ran: ['syntax', 'flake8'], problems: [problem], rewritten: [], broken: [] }),
  at(4000, { type: 'test-result', what: 'pytest', passed: 3, failed: 1, comparison: null }),
  at(4000, { type: 'attempt-end', outcome: { kind: 'submitted', candidates: [candidate], usage } }),
]
const page = (change: Partial<RunPage> = {}): string =>
  renderRunPage({
    runId: 'r1',
    title: 'a title',
    status: 'done',
    createdAt: Date.UTC(2026, 0, 2, 3, 4),
    issue: 'It counts one too few.',
    events,
    result,
    ...change,
  })
const bodyOf = (text: string): string => text.slice(text.indexOf('<body>'))

describe('renderRunPage', () => {
  it('shows issue, patch, tests, attempts with linters and replies, cost and timeline', () => {
    expect(bodyOf(page())).toMatchSnapshot()
  })

  it('says once which linters could not look at an attempt, while it ran and when it had ended', () => {
    const broken = ['tsc could not look at the edits']
    const attempt = {
      attemptIndex: 0,
      model: 'p/m',
      hasPatch: true,
      edits: true,
      lint: true,
      tests: true,
      plausible: true,
      reason: 'breaks no test',
      brokenLinters: [...broken, 'eslint could not look at the edits'],
    }
    const plausible = {
      rule: 'baseline',
      fallback: 'code',
      attempts: [attempt],
      picked: 0,
      fallbackLevel: null,
    }
    const looked = at(2000, { type: 'lint', ran: ['syntax'], problems: [], rewritten: [], broken })
    const text = page({ events: [...events, looked], result: { ...result, plausible } })
    expect(text.match(/<li>(?:tsc|eslint) could not look at the edits<\/li>/g)).toHaveLength(2)
  })

  it('loads nothing and runs nothing', () => {
    const text = page()
    expect(text).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
    expect(text).not.toMatch(/<script|<img|<link|<iframe|https?:|url\(|@import|\son\w+=/i)
    expect(text).toContain('<meta name="viewport" content="width=device-width, initial-scale=1"')
    expect(text).toContain('@media (prefers-color-scheme: dark)')
  })

  it('shows markup as text, wherever it comes from', () => {
    const evil = `"'><script>alert(1)</script>\0`
    const text = page({
      title: evil,
      runId: evil,
      issue: evil,
      events: [...events, at(4000, reply(evil))],
      result: {
        ...result,
        reason: evil,
        caveats: [evil],
        candidates: [{ ...candidate, patch: evil, summary: evil }],
      },
    })
    expect(text).not.toContain('<script')
    expect(text).not.toContain('\0')
    expect(text.match(/&lt;script&gt;/g)?.length).toBeGreaterThanOrEqual(8)
  })

  it('shows a run that has not ended, and one that found nothing', () => {
    expect(page({ status: 'interrupted', result: null })).toContain('The run has not ended')
    const nothing = page({
      events: [],
      issue: null,
      result: { ...result, chosen: null, candidates: [], evidence: null },
    })
    expect(nothing).not.toMatch(/<h2>(?:Issue|Patch|Attempts|Timeline)/)
  })

  it('leaves out the middle of what is long, and says so', () => {
    const long = page({ events: [...events, at(4000, reply('x'.repeat(3_000_000)))] })
    expect(long.length).toBeLessThan(100_000)
    expect(long).toContain('2980000 characters left out')
  })
})
