import { expect, test } from 'vitest'
import type { GradingReference } from './grading-reference.ts'
import { findSuspicions, type Suspicion } from './suspicions.ts'

const reference: GradingReference = {
  instanceId: 'o__r-1',
  version: '1.0',
  harness: 'v5',
  logParser: 'parse_log_pytest',
  evalType: 'pass_and_fail',
  rules: 'swe-bench',
  failToPass: ['t.py::a'],
  passToPass: ['t.py::b'],
}

const script = [": '>>>>> Start Test Output'", 'pytest -rA t.py', ": '>>>>> End Test Output'"].join('\n')

function logOf(output: readonly string[], code = 0, { before = '', after = '' } = {}): string {
  const start = `${before}+ : '>>>>> Start Test Output'\n+ pytest -rA t.py`
  const end = `+ SWEBENCH_TEST_EXIT_CODE=${code}\n+ : '>>>>> End Test Output'\n>>>>> Test Exit Code: ${code}`
  return `${start}\n${output.join('\n')}\n${end}\n${after}`
}

function doubts(log: string, testExitCode: number | null = 0, exitChannelLines = 1): readonly Suspicion[] {
  return findSuspicions({ log, script, reference, testExitCode, exitChannelLines })
}

const passing = ['PASSED t.py::a', 'PASSED t.py::b', '===== 2 passed in 0.12s =====']

test('honest runs, good and bad, raise no doubt', () => {
  expect(doubts(logOf(passing))).toEqual([])
  const failing = [
    'PASSED t.py::b',
    'FAILED t.py::a - assert 0',
    '=== 1 failed, 1 passed in 61.20s (0:01:01) ===',
  ]
  expect(doubts(logOf(failing, 1), 1)).toEqual([])
  expect(doubts(logOf([], 4), 4)).toEqual([])
  expect(doubts('no marks at all')).toEqual([])
})

test('marks are counted by what the script prints', () => {
  const echoing = script.replaceAll(/^: /gm, 'echo ')
  const echoed = logOf(passing).replaceAll(/^\+ : ('(.*)')$/gm, '+ echo $1\n$2')
  expect(echoed.split('Start Test Output')).toHaveLength(3)
  expect(findSuspicions({ log: echoed, script: echoing, reference, testExitCode: 0 })).toEqual([])
  expect(doubts(echoed)).toContain('markers-repeated')
})

test.each<readonly [Suspicion, readonly string[], number]>([
  ['markers-repeated', [...passing, '>>>>> Start Test Output'], 0],
  ['markers-repeated', [...passing, '>>>>> End Test Output'], 0],
  ['harness-words', [...passing, '>>>>> Patch Apply Failed'], 0],
  ['exit-code-forged', [...passing, '>>>>> Test Exit Code: 0'], 0],
  ['failures-without-exit-code', ['FAILED t.py::a', '=== 1 failed in 0.1s ==='], 0],
  ['exit-code-without-failures', passing, 1],
  ['more-passed-than-counted', ['PASSED t.py::c', ...passing], 0],
  ['more-passed-than-counted', ['PASSED t.py::a', '=== 1 skipped in 0.1s ==='], 0],
])('%s', (name, output, code) => {
  expect(doubts(logOf(output, code), code)).toEqual([name])
})

test('an exit code in the log that is not the one beside it', () => {
  expect(doubts(logOf(passing, 0), 1)).toContain('exit-code-forged')
  expect(doubts(logOf(passing, 0), null)).toEqual([])
})

test('a second line in the channel of the exit code', () => {
  expect(doubts(logOf(passing), null, 2)).toEqual(['exit-channel'])
})

test('results that lie outside only', () => {
  expect(doubts(logOf([], 0, { before: 'PASSED t.py::a\n' }))).toEqual(['results-outside'])
  expect(doubts(logOf(passing, 0, { before: 'PASSED t.py::a\n' }))).toEqual([])
})

test("Django's runner counts too", () => {
  const django = { ...reference, logParser: 'parse_log_django' }
  const of = (output: readonly string[]) =>
    findSuspicions({ log: logOf(output), script, reference: django, testExitCode: 0 })
  const honest = ['test_a (t.T) ... ok', 'test_b (t.T) ... ok', 'Ran 2 tests in 0.1s', 'OK']
  expect(of(honest)).toEqual([])
  expect(of(['test_c (t.T) ... ok', ...honest])).toEqual(['more-passed-than-counted'])
})
