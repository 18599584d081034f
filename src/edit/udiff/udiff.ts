import type { StepwiseFormat } from '../edit-format.ts'
import { chooseFence } from '../fence.ts'
import { applyHunks, hunkSteps } from '../hunk/apply-hunks.ts'
import { readPrompt } from '../prompt.ts'
import { parseUdiff } from './parse.ts'
import { renderUdiff } from './render.ts'

/** Unified diffs, read for their lines; numbers are hints at most. */
export const udiff: StepwiseFormat = {
  name: 'udiff',
  parse: parseUdiff,
  apply: applyHunks,
  steps: hunkSteps,
  render: renderUdiff,
  chooseFence,
  prompt: () => readPrompt(new URL('./udiff.md', import.meta.url)),
}
