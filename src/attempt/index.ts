/**
 * One independent try at a Problem: strategies, and what they share. It cannot see an instance's answer.
 */
export { measureBaseline, type Baseline } from './baseline.ts'
export { applyPatch } from './apply-patch.ts'
export { createDeadline } from './deadline.ts'
export { gatherEvidence, inFork, judge, statusesOf } from './evidence.ts'
export { toFailure } from './failure.ts'
export { excerptFile, type Excerpt, type ExcerptOptions } from './context/localise/excerpt.ts'
export {
  defaultLocaliseOptions,
  localise,
  type Localisation,
  type LocalisedContext,
  type LocalisedFile,
  type LocaliseInput,
  type LocaliseOptions,
} from './context/localise/localise.ts'
export { readPromptFile, renderPrompt } from './context/prompt-template.ts'
export { estimateTokens } from './context/token-estimate.ts'
export type { ModelCalls, PlannedCall } from './context/localise/planned-calls.ts'
export type { AttemptTools, Strategy } from './strategy.ts'
export { createEditLoop } from './strategies/edit-loop/edit-loop.ts'
export { defaultEditLoopOptions, v035Flow, type EditLoopOptions } from './strategies/edit-loop/options.ts'
export { createEditTest } from './strategies/edit-test/edit-test.ts'
export { writeTest, type TestWriter, type WrittenTest } from './strategies/edit-test/write-test.ts'
export {
  defaultEditTestOptions,
  paperEditTestOptions,
  type EditTestOptions,
} from './strategies/edit-test/options.ts'
export { defaultToolAgentOptions, type ToolAgentOptions } from './strategies/tool-agent/options.ts'
export { createToolAgent } from './strategies/tool-agent/tool-agent.ts'
export { defaultWorkflowOptions, type WorkflowOptions } from './strategies/workflow/options.ts'
export { createWorkflow } from './strategies/workflow/workflow.ts'
export { findLimit } from './strategies/tool-agent/find-limit.ts'
export { harvestPatch } from './harvest.ts'
export { nudge } from './strategies/tool-agent/nudge.ts'
export { openConversation } from './strategies/tool-agent/opening.ts'
export type { Trace } from './strategies/tool-agent/stuck.ts'
export { answerCall } from './strategies/tool-agent/tools/answer-call.ts'
export { performAction, type Observation } from './strategies/tool-agent/tools/perform-action.ts'
export { diffOfPlace, openPlace } from './strategies/tool-agent/tools/place.ts'
export { createMutationStrategy, type MutationOptions } from './strategies/mutation/mutation-strategy.ts'
export { cutInHalves } from './context/cut-output.ts'
export { readScript } from './context/script-block.ts'
