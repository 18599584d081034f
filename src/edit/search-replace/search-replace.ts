import { chooseFence } from '../fence.ts'
import { readPrompt } from '../prompt.ts'
import type { EditFormat, StepwiseFormat } from '../edit-format.ts'
import { applyBlocks, blockSteps } from './apply.ts'
import { parseBlocks } from './parse.ts'
import { renderBlock, renderFencedBlock } from './render.ts'
import { applyStrict } from './strict/apply.ts'
import { parseStrict } from './strict/parse.ts'
import { renderStrictBlock } from './strict/render.ts'
import { applyV035 } from './v035/apply.ts'
import { chooseFenceV035 } from './v035/choose-fence.ts'
import { parseV035 } from './v035/parse.ts'

/** SEARCH/REPLACE blocks, the file's path on the line above the fence. */
export const searchReplace: StepwiseFormat = {
  name: 'search-replace',
  parse: parseBlocks,
  apply: applyBlocks,
  steps: blockSteps,
  render: renderBlock,
  chooseFence,
  prompt: () => readPrompt(new URL('./search-replace.md', import.meta.url)),
}

/** The same with the path inside the fence, which some models keep to better. */
export const searchReplaceFenced: StepwiseFormat = {
  ...searchReplace,
  name: 'search-replace-fenced',
  render: renderFencedBlock,
  prompt: () => readPrompt(new URL('./search-replace-fenced.md', import.meta.url)),
}

/** The rules of the recorded conversations: what a replay of them needs, and nothing that new work should use. */
export const searchReplaceV035: EditFormat = {
  ...searchReplace,
  name: 'search-replace-v0.35',
  parse: parseV035,
  apply: applyV035,
  chooseFence: chooseFenceV035,
}

/**
 * Blocks that name their file in the opening line and must match whole lines exactly, all of them or none: the format
 * of CodeMonkeys, for runs that are to be compared with it.
 */
export const searchReplaceStrict: EditFormat = {
  ...searchReplace,
  name: 'search-replace-strict',
  parse: parseStrict,
  apply: applyStrict,
  render: renderStrictBlock,
  prompt: () => readPrompt(new URL('./strict/strict.md', import.meta.url)),
}
