import { expect, it } from 'vitest'
import { z } from 'zod'
import type { ScriptRun, ScriptVerdict } from '../../domain/index.ts'
import { poolPatches, poolTests } from '../pool.ts'
import type { Executor } from './executor.ts'
import { runMatrix } from './matrix.ts'

const keySchema = z.object({ script: z.object({ text: z.string() }), repetition: z.number() })

/** Answers with what `verdictOf` says; the base is ''. */
function scriptedExecutor(
  verdictOf: (cell: {
    readonly patch: string
    readonly test: string
    readonly repetition: number
  }) => ScriptVerdict,
): Executor & { readonly asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    counts: () => ({ ran: asked.length, known: 0, busyMs: 0 }),
    runRow: (patch, executions) => {
      const values = executions.map(({ key, schema }) => {
        const { script, repetition } = keySchema.parse(key)
        const cell = { patch: patch?.trim() ?? '', test: script.text, repetition }
        asked.push(`${cell.patch}/${cell.test}/${repetition}`)
        const run: ScriptRun = { verdict: verdictOf(cell), exitCode: 0, output: '', durationMs: 1 }
        return schema.parse(run)
      })
      return Promise.resolve({ kind: 'ran', values })
    },
  }
}

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
  const executor = scriptedExecutor(({ patch, test, repetition }) =>
    patch === 'a' && (test === 'steady' || repetition === 0) ? 'fixed' : 'present',
  )
  const matrix = await runMatrix({ patches, tests, timeoutMs: 1, repetitions: 1 }, executor, {})
  expect(matrix.cells.map((row) => row.map(({ flaky }) => flaky))).toEqual([
    [false, true],
    [false, false],
  ])
})

it('runs what comes out alike everywhere once', async () => {
  const executor = scriptedExecutor(() => 'present')
  await runMatrix({ patches, tests, timeoutMs: 1, repetitions: 3 }, executor, {})
  expect(executor.asked.toSorted()).toEqual(
    ['', 'a', 'b'].flatMap((patch) => ['steady', 'wavering'].map((test) => `${patch}/${test}/0`)),
  )
})
