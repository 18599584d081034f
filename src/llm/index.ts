/**
 * Language models behind one narrow port, and wrappers of that port. It knows nothing of repositories or edits.
 */
export { nameOf } from './ai-sdk-model.ts'
export { completeReply } from './complete-reply.ts'
export { storedReplySchema } from './model-reply.ts'
export { modelKey } from './model-key.ts'
export type {
  FinishReason,
  Model,
  ModelId,
  ModelPart,
  ModelReply,
  ModelRequest,
  SamplingOptions,
  ReplyForm,
  ToolDefinition,
} from './model.ts'
export {
  loadPrices,
  modelPriceSchema,
  unknownPrice,
  type ModelPrice,
  type PriceOf,
  type PriceOverrides,
} from './prices.ts'
export { createModel, parseModelSpec, type ModelSpec, type ProviderSettings } from './providers.ts'
export { createRelayDesk, type RelayAsker, type RelayDesk } from './relay/relay-desk.ts'
export { parseRelaySpec } from './relay/relay-spec.ts'
export { createReplayModel, loadRecording, withRecording, type RecordedCall } from './recording.ts'
export { createRedactor, redactJson, type Redactor } from './redact.ts'
export {
  readTaggedReply,
  type TaggedBlock,
  type TaggedReply,
  type TagRules,
  type TagSet,
} from './tagged-reply.ts'
export { createScriptedModel, type ScriptedReply } from './scripted-model.ts'
export { createBudget, mostItCanCost, withBudget, type Budget } from './wrappers/budget.ts'
export {
  createStageBudgets,
  type Allowance,
  type StageBudgets,
  type StageUse,
  type StageUses,
} from './wrappers/stage-budgets.ts'
export { withJournal, type JournalledOptions } from './wrappers/journalled.ts'
export { createRateLimiter, withRateLimit, type RateLimiter } from './wrappers/rate-limit.ts'
export { withKeptLogprobs, type KeptLogprobsOptions } from './wrappers/kept-logprobs.ts'
export { spellsSecret, type SpelledReply } from './logprobs/spells-secret.ts'
export { withRetry, type RetryOptions } from './wrappers/retry.ts'
export {
  createPrefixWarmth,
  withWarmPrefix,
  type PrefixWarmth,
  type WarmPrefixOptions,
} from './wrappers/warm-prefix.ts'
export type { BatchOutcome, BatchProgress, BatchTier } from './batch/batch-tier.ts'
export { completeAll, type BatchedOptions } from './batch/complete-all.ts'
export { createBatchTier } from './batch/create-batch-tier.ts'
export { withFlex, type FlexOptions } from './wrappers/flex.ts'
export type { FineTuning, FineTuningProgress } from './fine-tuning/fine-tuning.ts'
export { createOpenAiFineTuning } from './fine-tuning/openai-fine-tuning.ts'
export {
  createFakeFineTuningEndpoint,
  type FakeFineTuningEndpoint,
  type FakeFineTuningScript,
} from './fine-tuning/fake-fine-tuning-endpoint.ts'
export type { ContinuationModel } from './continuations/continuation-model.ts'
export {
  createContinuationModel,
  type ContinuationModelOptions,
} from './continuations/create-continuation-model.ts'
export {
  createFakeContinuationEndpoint,
  type FakeContinuation,
} from './continuations/fake-continuation-endpoint.ts'
