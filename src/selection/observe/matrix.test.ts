import { expect, it } from 'vitest'
import { createFakeExecutor } from '../fake-executor.ts'
import { poolPatches, poolTests } from '../pool.ts'
import { runMatrix } from './matrix.ts'

const patches = poolPatches(
  ['a', 'b'].map((patch) => ({ patch, label: patch, attemptIndex: null, evidence: null })),
)
const tests = poolTests(
  ['steady', 'wavering'].map((text) => ({
    test: { language: 'python' as const, text },
    origin: { from: 'given' as const, path: text },
  })),
)

it('runs again what sets patches apart, and marks what does not end as before', async () => {
  const executor = createFakeExecutor(({ patch, script, repetition }) =>
    patch === 'a' && (script === 'steady' || repetition === 0) ? 'fixed' : 'present',
  )
  const matrix = await runMatrix({ patches, tests, timeoutMs: 1, repetitions: 1 }, executor, {})
  expect(matrix.cells.map((row) => row.map(({ flaky }) => flaky))).toEqual([
    [false, true],
    [false, false],
  ])
})

it('runs what comes out alike everywhere once', async () => {
  const executor = createFakeExecutor(() => 'present')
  await runMatrix({ patches, tests, timeoutMs: 1, repetitions: 3 }, executor, {})
  const asked = executor.asked.map(
    ({ patch, script, repetition }) => `${patch ?? ''}/${script}/${repetition}`,
  )
  expect(asked.toSorted()).toEqual(
    ['', 'a', 'b'].flatMap((patch) => ['steady', 'wavering'].map((test) => `${patch}/${test}/0`)),
  )
})
