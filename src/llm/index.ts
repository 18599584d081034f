/**
 * Language models behind one narrow port, and wrappers of that port. It knows nothing of repositories or edits.
 */
export type {
  FinishReason,
  Model,
  ModelId,
  ModelPart,
  ModelReply,
  ModelRequest,
  SamplingOptions,
  ToolDefinition,
} from './model.ts'
