import { z } from 'zod'
import type { Executor } from './observe/executor.ts'
import { fakeRun } from './fake-observations.ts'

const keySchema = z.object({ script: z.object({ text: z.string() }), repetition: z.number() })

export interface FakeExecution {
  /** Null for the base. */
  readonly patch: string | null
  readonly script: string
  readonly repetition: number
}

/** Runs scripts by saying what they come to, `fixed: 4`, and keeps what it was asked. */
export function createFakeExecutor(
  runOf: (execution: FakeExecution) => string,
): Executor & { readonly asked: readonly FakeExecution[] } {
  const asked: FakeExecution[] = []
  return {
    asked,
    counts: () => ({ ran: asked.length, known: 0, busyMs: 0 }),
    runRow: (patch, executions) => {
      const values = executions.map(({ key, schema }) => {
        const { script, repetition } = keySchema.parse(key)
        const execution = { patch: patch?.trim() ?? null, script: script.text.trim(), repetition }
        asked.push(execution)
        return schema.parse(fakeRun(runOf(execution)))
      })
      return Promise.resolve({ kind: 'ran', values })
    },
  }
}
