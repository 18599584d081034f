import { z } from 'zod'
import { evidenceSchema, type AttemptEvent, type Evidence } from '../domain/index.ts'
import { hashJson } from '../std/index.ts'
import { cutOutput } from './context/cut-output.ts'
import { gatherEvidence } from './evidence.ts'
import type { AttemptTools } from './strategy.ts'

const reviewSchema = z.object({
  evidence: evidenceSchema,
  /** Of the failing command and of the tests, cut. */
  failOutput: z.string().nullable(),
  testOutput: z.string().nullable(),
})
export type Review = Readonly<z.infer<typeof reviewSchema>>

export interface ReviewRequest {
  readonly patch: string
  readonly step: number
  readonly mustFix: 'all' | 'none'
  readonly outputCharacters: number
  readonly signal: AbortSignal
}

/** What is said of a patch that nothing was run on. */
export const notRun: Evidence = {
  plausible: false,
  reason: 'nothing was run on it',
  tests: null,
  failCommand: null,
}

/** Runs what there is to run on the present patch, in forks, and writes the answer to the journal. */
export async function* reviewPatch(
  tools: AttemptTools,
  request: ReviewRequest,
): AsyncGenerator<AttemptEvent, Review> {
  const { sandbox, baseline, testCommand, failCommand } = tools
  const { mustFix, signal, outputCharacters } = request
  const timeoutMs = candidateTimeout(baseline.durationMs)
  const entry = {
    kind: 'exec' as const,
    stage: 'test',
    step: request.step,
    key: hashJson({
      patch: request.patch,
      testCommand: toJson(testCommand),
      failCommand,
      mustFix,
      timeoutMs,
      outputCharacters,
    }),
    schema: reviewSchema,
  }
  yield { type: 'stage', stage: 'test' }
  const { value } = await tools.journal.ask(entry, async () => {
    const seen = await gatherEvidence({
      sandbox,
      baseline,
      testCommand,
      failCommand,
      mustFix,
      timeoutMs,
      signal,
    })
    const cut = (text: string | null): string | null =>
      text === null ? null : cutOutput(text, outputCharacters)
    return {
      evidence: seen.evidence,
      failOutput: cut(seen.failOutput),
      testOutput: cut(seen.tests?.output ?? null),
    }
  })
  const { tests } = value.evidence
  yield {
    type: 'test-result',
    what: testCommand?.command ?? failCommand ?? '',
    passed: tests === null ? 0 : tests.fixed.length + tests.stillPassing.length,
    failed: tests === null ? 0 : tests.broken.length + tests.stillFailing.length,
    comparison: tests,
  }
  return value
}

/** A patch that makes the tests run ten times as long as the base is as bad as one that fails them. */
function candidateTimeout(baselineMs: number): number {
  return Math.round(Math.max(60_000, baselineMs * 10))
}

function toJson(command: AttemptTools['testCommand']) {
  return command === null
    ? null
    : { command: command.command, cwd: command.cwd, framework: command.framework }
}

/** What a model should see of a review: only what its edits are to blame for. */
export function renderReview({ evidence, failOutput, testOutput }: Review): string {
  const broken = evidence.tests?.broken ?? []
  const shown = broken.slice(0, 30)
  const parts = [
    shown.length > 0
      ? `Tests that passed before and no longer do:\n${shown.map((test) => `- ${test}`).join('\n')}`
      : '',
    broken.length > shown.length ? `and ${broken.length - shown.length} more` : '',
    evidence.failCommand !== null && evidence.failCommand.after !== 0 && failOutput !== null
      ? `Output of the command that shows the issue:\n${failOutput}`
      : '',
    broken.length > 0 && testOutput !== null ? `Output of the tests:\n${testOutput}` : '',
  ]
  const details = parts.filter((part) => part !== '').join('\n\n')
  return details === '' ? (testOutput ?? failOutput ?? '') : details
}
