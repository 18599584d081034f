import { describe, expect, it } from 'vitest'
import type { TestStatus } from '../domain/index.ts'
import { flakyTests, type Baseline } from './baseline.ts'
import { judge, statusesOf } from './evidence.ts'

const statuses = (entries: Readonly<Record<string, TestStatus>>) => new Map(Object.entries(entries))
const baselineOf = (
  entries: Readonly<Record<string, TestStatus>>,
  failCommandExitCode: number | null = null,
): Baseline => ({
  statuses: statuses(entries),
  exitCode: 1,
  timedOut: false,
  flaky: new Set(['shaky']),
  failCommandExitCode,
  output: '',
  durationMs: 1,
})
const failing = baselineOf({ bug: 'failed', other: 'failed', fine: 'passed', shaky: 'passed' })
const after = (bug: TestStatus, other: TestStatus, fine: TestStatus) =>
  statuses({ bug, other, fine, shaky: 'failed' })

describe('judge', () => {
  it.each([
    ['all fixed', 'all', after('passed', 'passed', 'passed'), true],
    ['one still fails where all must pass', 'all', after('passed', 'failed', 'passed'), false],
    ['one still fails where none must', 'none', after('failed', 'failed', 'passed'), true],
    ['one breaks', 'none', after('passed', 'passed', 'failed'), false],
  ] as const)('%s', (_name, mustFix, seen, plausible) => {
    expect(judge({ baseline: failing, mustFix, after: seen, failCommandExitCode: null }).plausible).toBe(
      plausible,
    )
  })

  it('asks the failing command first, then that nothing breaks', () => {
    const baseline = baselineOf({ fine: 'passed' }, 1)
    const say = (failCommandExitCode: number, fine: TestStatus) =>
      judge({ baseline, mustFix: 'all', after: statuses({ fine }), failCommandExitCode }).plausible
    expect([say(0, 'passed'), say(1, 'passed'), say(0, 'failed')]).toEqual([true, false, false])
  })

  it('never calls plausible what could not be run', () => {
    expect(
      judge({ baseline: failing, mustFix: 'none', after: null, failCommandExitCode: null }).plausible,
    ).toBe(false)
  })
})

describe('statusesOf', () => {
  const command = { framework: 'custom', command: 'make check', cwd: '', foundIn: '' } as const
  const run = (entries: Readonly<Record<string, TestStatus>>, exitCode: number) => ({
    statuses: statuses(entries),
    exitCode,
    timedOut: false,
    output: '',
    durationMs: 1,
  })
  it('lets the command speak where no test does', () => {
    expect([...statusesOf(run({}, 0), command)]).toEqual([['make check', 'passed']])
    expect([...statusesOf(run({ a: 'passed' }, 2), command)]).toEqual([
      ['a', 'passed'],
      ['make check', 'failed'],
    ])
    expect([...statusesOf(run({ a: 'failed' }, 1), command)]).toEqual([['a', 'failed']])
  })
})

describe('flakyTests', () => {
  it('are those that fail in one run only, or are missing from one', () => {
    expect(
      flakyTests([
        statuses({ a: 'passed', b: 'failed', c: 'failed' }),
        statuses({ a: 'passed', b: 'passed' }),
      ]),
    ).toEqual(new Set(['b', 'c']))
  })
})
