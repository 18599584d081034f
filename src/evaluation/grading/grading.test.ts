import { describe, expect, it } from 'vitest'
import { verdictSchema, type Verdict } from '../../domain/index.ts'
import {
  evalTypeOfRepository,
  gradeLog,
  renderReport,
  runReportName,
  toGradingReference,
  toInstanceReport,
  toRunReport,
  verdictWithoutLog,
  type GradeOptions,
  type GradingReference,
} from '../index.ts'

const reference: GradingReference = {
  instanceId: 'a__a-1',
  version: '1.0',
  harness: 'v5',
  logParser: 'parse_log_pytest',
  evalType: 'pass_and_fail',
  rules: 'swe-bench',
  failToPass: ['t::f'],
  passToPass: ['t::p'],
}

function between(results: string, after = ''): string {
  return `setup\n+ : '>>>>> Start Test Output'\n${results}\n+ : '>>>>> End Test Output'\n${after}`
}

function grade(log: string, changes: Partial<GradingReference> = {}, options: GradeOptions = {}): Verdict {
  const verdict = gradeLog(log, { ...reference, ...changes }, options)
  expect(verdictSchema.parse(verdict)).toEqual(verdict)
  return verdict
}

const allPassed = 'PASSED t::f\nPASSED t::p'

describe('grading', () => {
  it('resolves where every test of both lists passes, and says which ones did', () => {
    const verdict = grade(between(allPassed))
    expect(verdict).toMatchObject({ ending: 'graded', resolved: true, resolution: 'full', infra: null })
    expect(verdict.tests?.failToPass).toEqual({ success: ['t::f'], failure: [] })
  })

  it('resolves nothing where there is nothing to fix, if told to; upstream does', () => {
    const empty = { failToPass: [] }
    expect(grade(between(allPassed), empty).resolved).toBe(true)
    expect(grade(between(allPassed), empty, { requireFailToPass: true })).toMatchObject({
      ending: 'graded',
      resolved: false,
      resolution: 'none',
    })
    expect(grade(between(allPassed), {}, { requireFailToPass: true }).resolved).toBe(true)
  })

  it.each([
    ['FAILED t::f\nPASSED t::p', 'none'],
    ['PASSED t::f\nFAILED t::g\nPASSED t::p', 'partial'],
    ['PASSED t::f\nFAILED t::g\nERROR t::p', 'none'],
    ['XFAIL t::f\nXFAIL t::g\nPASSED t::p', 'full'],
    ['PASSED t::f\nPASSED t::p', 'partial'],
  ])('is %j: %s', (results, resolution) => {
    expect(grade(between(results), { failToPass: ['t::f', 't::g'] }).resolution).toBe(resolution)
  })

  it.each([
    ['v4', 'SKIPPED t::f\nPASSED t::p', 'full'],
    ['v5', 'SKIPPED t::f\nPASSED t::p', 'none'],
    ['v5', 'PASSED t::f\nSKIPPED t::p', 'full'],
    ['v5', 'ERROR: t::f\nPASSED t::p', 'full'],
  ] as const)(
    'in %s counts skipped tests and words that are no status by its own rules: %j',
    (harness, results, resolution) => {
      expect(grade(between(results), { harness }).resolution).toBe(resolution)
    },
  )

  it('finds ids that were cut off again, in v5, where the candidates agree', () => {
    const cut = { failToPass: ['t::f[a'], passToPass: [] }
    expect(grade(between('PASSED t::f[a-1]\nXFAIL t::f[a-2]'), cut).resolved).toBe(true)
    expect(grade(between('PASSED t::f[a-1]\nFAILED t::f[a-2]'), cut).resolved).toBe(false)
    expect(grade(between('PASSED t::f[a-1]'), { ...cut, harness: 'v4' }).resolved).toBe(false)
    expect(grade(between('PASSED t::fa'), { failToPass: ['t::f'], passToPass: [] }).resolved).toBe(false)
  })

  it.each([
    ['no markers at all', allPassed, 'no-markers'],
    ['only one marker', `>>>>> Start Test Output\n${allPassed}`, 'no-markers'],
    ['a failed step, even printed by a test', between(`${allPassed}\n>>>>> Tests Errored`), 'tests-errored'],
    ['a patch that did not apply', between(`${allPassed}\n>>>>> Patch Apply Failed`), 'patch-apply-failed'],
    ['nothing that ran', between('Executed 0 of 0'), 'no-tests-ran'],
    ['a failing command without a failing test', between(allPassed, '>>>>> Test Exit Code: 1'), 'exit-code'],
  ])('does not grade %s', (_name, log, notGradable) => {
    expect(grade(log)).toMatchObject({ ending: 'not-gradable', notGradable, resolved: false, tests: null })
  })

  it('trusts an exit code that is known otherwise more than the one in the log', () => {
    const claimed = between(allPassed, '>>>>> Test Exit Code: 0')
    expect(grade(claimed, {}, { exitCode: 1 }).notGradable).toBe('exit-code')
    expect(grade(between(allPassed, '>>>>> Test Exit Code: 7'), {}, { exitCode: 0 }).resolved).toBe(true)
    expect(grade(claimed, { harness: 'v4' }, { exitCode: 1 }).resolved).toBe(true)
  })

  it('reads between the first start and the next marker, and all of a log that has nothing there', () => {
    const twice = between(`FAILED t::f\n>>>>> Start Test Output\n${allPassed}`)
    expect(grade(twice).resolved).toBe(false)
    expect(grade(`${allPassed}\n${between('')}`).resolved).toBe(true)
    expect(grade(between('PASSED t::p', 'PASSED t::f')).resolved).toBe(false)
    expect(grade(between(allPassed).replaceAll('\n', '\r\n')).resolved).toBe(true)
  })

  it('passes tests that a parser of failures does not name, if something ran', () => {
    const failOnly = { logParser: 'parse_log_marked', evalType: 'fail_only' } as const
    expect(grade(between('3 specs, 0 failures'), failOnly).resolved).toBe(true)
    expect(grade(between('1) t::f'), failOnly).resolved).toBe(false)
    expect(grade(between('10 passing'), failOnly).resolved).toBe(true)
    expect(grade(between('0 passing'), failOnly).resolved).toBe(false)
    expect(evalTypeOfRepository('ESLint/eslint', 'v5')).toBe('fail_only')
    expect(evalTypeOfRepository('eslint/eslint', 'v4')).toBe('pass_and_fail')
  })

  it('labels what looks like a broken environment, the surer kind first', () => {
    expect(grade(between('Cannot find module x\nKilled')).infra).toEqual({
      reason: 'out_of_memory',
      tier: 'environment',
    })
    expect(grade(between('was Killed\nno tests ran')).infra).toEqual({
      reason: 'no_tests_collected',
      tier: 'ambiguous',
    })
    const runLog = 'Error response from daemon'
    expect(grade(between('FAILED t::f'), {}, { runLog })).toMatchObject({
      infra: null,
      runInfra: { reason: 'container_unavailable' },
    })
  })
})

it('takes the reference of an instance, where the instance says how it is graded', () => {
  const evaluation = {
    image: null,
    script: '',
    logParser: 'parse_log_jest',
    evalType: 'fail_only',
    rules: 'swe-bench',
  } as const
  const instance = {
    instanceId: 'a__a-1',
    repo: 'a/a',
    baseCommit: '',
    problemStatement: '',
    failToPass: ['t::f'],
  }
  expect(toGradingReference({ ...instance, version: '2', evaluation }, 'v4')).toEqual({
    instanceId: 'a__a-1',
    version: '2',
    harness: 'v4',
    logParser: 'parse_log_jest',
    evalType: 'fail_only',
    rules: 'swe-bench',
    failToPass: ['t::f'],
    passToPass: [],
  })
})

describe('rules of other datasets', () => {
  it('SWE-smith: what is not in the log passes, and only files of failing tests count', () => {
    const smith = { rules: 'swe-smith', logParser: 'swe-smith/parse_log_pytest' } as const
    expect(grade(between('t::f PASSED'), smith).resolved).toBe(true)
    expect(grade(between('t::f PASSED\nt::p FAILED'), smith).resolved).toBe(false)
    const otherFile = { ...smith, passToPass: ['u::p'] }
    expect(grade(between('t::f PASSED\nu::p FAILED'), otherFile)).toMatchObject({ resolved: true })
    expect(grade(`>>>>> Start Test Output\n>>>>> End Test Output`, smith).notGradable).toBe('no-markers')
    const report = toInstanceReport(grade(between('t::f PASSED'), smith), { patch: 'x' })
    expect(report).toMatchObject({ resolved: true, patch_successfully_applied: false })
    expect(report).not.toHaveProperty('infra_failure')
  })

  it('SWE-bench-Live: a missing test breaks nothing, but a fix has to be seen', () => {
    const live = { rules: 'swe-bench-live', logParser: 'pytest' } as const
    expect(grade('PASSED t::f', live).resolved).toBe(true)
    expect(grade('PASSED t::p', live).resolved).toBe(false)
    expect(grade('PASSED t::f\nFAILED t::p', live).resolution).toBe('none')
  })

  it('R2E-Gym: the whole map has to be the expected one', () => {
    const r2e = {
      rules: 'r2e-gym',
      logParser: 'r2e-gym/parse_log_pytest',
      expectedStatuses: { a: 'PASSED', '\x1b[1mb\x1b[0m - why': 'FAILED' },
    } as const
    const summary = 'short test summary info\nPASSED t::a\nFAILED t::b - x'
    expect(grade(summary, r2e).resolved).toBe(true)
    expect(grade(`${summary}\nPASSED t::c`, r2e).tests?.failToPass.failure).toEqual(['c'])
    expect(grade('', { ...r2e, expectedStatuses: {} }).resolved).toBe(false)
  })
})

describe('reports', () => {
  it('of an instance have their keys in order, and labels only where nothing was graded', () => {
    const graded = toInstanceReport(grade(between(`${allPassed}\nKilled`)), { patch: '' })
    expect(Object.keys(graded)).toEqual([
      'patch_is_None',
      'patch_exists',
      'patch_successfully_applied',
      'resolved',
      'infra_failure',
      'tests_status',
    ])
    expect(toInstanceReport(grade('Killed'), { patch: 'x' })).toEqual({
      patch_is_None: false,
      patch_exists: true,
      patch_successfully_applied: false,
      resolved: false,
      infra_failure: true,
      infra_failure_reason: 'out_of_memory',
    })
    const v4 = grade(between(allPassed), { harness: 'v4' })
    expect(toInstanceReport(v4, { patch: 'x' })).not.toHaveProperty('infra_failure')
    expect(toInstanceReport(grade('Killed'), { patch: null })).toEqual({
      patch_is_None: true,
      patch_exists: false,
      patch_successfully_applied: false,
      resolved: false,
      infra_failure: false,
    })
  })

  it('of a run count every row once and sort their ids', () => {
    const named = (instanceId: string) => ({ ...reference, instanceId })
    const verdicts = [
      gradeLog(between(allPassed), named('c')),
      gradeLog(between('FAILED t::f'), named('b')),
      gradeLog('Could not resolve host', named('a')),
      verdictWithoutLog(named('e'), 'error', { log: 'Timeout error: 9 seconds exceeded.' }),
      verdictWithoutLog(named('d'), 'empty-patch'),
      verdictWithoutLog(named('f'), 'missing'),
    ]
    const outcome = { verdicts, submittedIds: ['e', 'd', 'c', 'b', 'a'] }
    const report = toRunReport({ harness: 'v5', ...outcome })
    expect(report).toEqual({
      total_instances: 6,
      submitted_instances: 5,
      completed_instances: 3,
      resolved_instances: 1,
      unresolved_instances: 2,
      infra_failure_instances: 1,
      ambiguous_failure_instances: 1,
      empty_patch_instances: 1,
      error_instances: 1,
      completed_ids: ['a', 'b', 'c'],
      incomplete_ids: ['f'],
      empty_patch_ids: ['d'],
      submitted_ids: ['a', 'b', 'c', 'd', 'e'],
      resolved_ids: ['c'],
      unresolved_ids: ['a', 'b'],
      infra_failure_ids: ['a'],
      ambiguous_failure_ids: ['e'],
      failure_reasons: { a: 'network_unreachable', e: 'tests_timed_out' },
      error_ids: ['e'],
      schema_version: 2,
    })
    const left = { containers: ['y', 'x'], images: [] }
    const v4 = Object.keys(toRunReport({ harness: 'v4', ...outcome, left }))
    expect(v4.filter((key) => /infra|ambiguous|reasons/.test(key))).toEqual([])
    expect(v4.slice(-3)).toEqual(['unstopped_instances', 'unstopped_containers', 'unremoved_images'])
  })

  it('are written as upstream writes them', () => {
    expect(runReportName('org/model', 'r1')).toBe('org__model.r1.json')
    expect(renderReport({ é: ['\x7f', '\u{1f600}'], none: [] })).toBe(
      '{\n    "\\u00e9": [\n        "\\u007f",\n        "\\ud83d\\ude00"\n    ],\n    "none": []\n}',
    )
  })
})
