import type { StepwiseFormat } from '../edit-format.ts'
import { chooseFence } from '../fence.ts'
import { applyHunks, hunkSteps } from '../hunk/apply-hunks.ts'
import { readPrompt } from '../prompt.ts'
import { parsePatch } from './parse.ts'
import { renderPatch } from './render.ts'

/** Patches between `*** Begin Patch` and `*** End Patch`, a form that some models were trained on. */
export const patch: StepwiseFormat = {
  name: 'patch',
  parse: parsePatch,
  apply: applyHunks,
  steps: hunkSteps,
  render: renderPatch,
  chooseFence,
  prompt: () => readPrompt(new URL('./patch.md', import.meta.url)),
}
