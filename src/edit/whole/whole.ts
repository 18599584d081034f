import type { StepwiseFormat } from '../edit-format.ts'
import { chooseFence, closingFence } from '../fence.ts'
import { readPrompt } from '../prompt.ts'
import { applyWhole, wholeSteps } from './apply.ts'
import { parseWhole } from './parse.ts'

/** The new text of each changed file, complete, in a fence under its path. */
export const whole: StepwiseFormat = {
  name: 'whole',
  parse: parseWhole,
  apply: applyWhole,
  steps: wholeSteps,
  chooseFence,
  render: ({ path, readings: [{ replace }] }, { fence = '```' } = {}) =>
    `${path}\n${fence}\n${replace === '' || replace.endsWith('\n') ? replace : `${replace}\n`}${closingFence(fence)}\n`,
  prompt: () => readPrompt(new URL('./whole.md', import.meta.url)),
}
