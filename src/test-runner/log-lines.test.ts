import { expect, it } from 'vitest'
import { readableGoLog } from './log-lines.ts'

const event = (rest: object): string => JSON.stringify({ Time: '2026-01-01T00:00:00Z', ...rest })

it('go: tells what failed package by package, and nothing of tests that pass', () => {
  const log = [
    event({ Action: 'run', Package: 'm/a', Test: 'TestGood' }),
    event({ Action: 'output', Package: 'm/a', Test: 'TestGood', Output: '=== RUN   TestGood\n' }),
    event({ Action: 'output', Package: 'm/b', Test: 'TestOther', Output: '    b_test.go:3: no\n' }),
    event({ Action: 'output', Package: 'm/a', Test: 'TestBad', Output: '    a_test.go:7: got 3\n' }),
    event({ Action: 'pass', Package: 'm/a', Test: 'TestGood' }),
    event({ Action: 'output', Package: 'm/a', Test: 'TestBad', Output: '--- FAIL: TestBad (0.00s)\n' }),
    event({ Action: 'fail', Package: 'm/a', Test: 'TestBad' }),
    event({ Action: 'fail', Package: 'm/b', Test: 'TestOther' }),
    event({ Action: 'output', Package: 'm/a', Output: 'FAIL\tm/a\t0.1s\n' }),
    event({ Action: 'fail', Package: 'm/a' }),
    '# m/c',
    'c.go:5:2: undefined: x',
  ].join('\n')
  expect(readableGoLog(log)).toBe(
    [
      '    b_test.go:3: no',
      '    a_test.go:7: got 3',
      '--- FAIL: TestBad (0.00s)',
      'FAIL\tm/a\t0.1s',
      '# m/c',
      'c.go:5:2: undefined: x',
      '',
    ].join('\n'),
  )
})
