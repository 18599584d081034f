/**
 * Edits in plain text: notations that a model writes, read into values and applied to values. Nothing here reads or
 * writes a file of the repository; a write plan says what a caller has to write.
 */
export type {
  AppliedEdit,
  ApplyOptions,
  ApplyResult,
  Edit,
  EditOutcome,
  FailedEdit,
  FailureKind,
  FileAction,
  FileContent,
  Files,
  MatchKind,
  NearMiss,
  ParsedReply,
  ParseOptions,
  ParseProblem,
  ParseProblemKind,
  Reading,
  SuggestedCommand,
} from './edit.ts'
export { pathsOf } from './change-set.ts'
export type { EditFormat } from './edit-format.ts'
export { renderFeedback } from './feedback.ts'
export { chooseFence, closingFence } from './fence.ts'
export { formatForModel, formatsByFamily, type EditFormatChoice } from './format-for-model.ts'
export { editFormats, openFormat, type EditFormatName } from './formats.ts'
export { refusePath, refuseSpelling, type PathFacts } from './path-guard.ts'
export { bareLine, decodeText, encodeText, replaceLines, toLines, type TextFile } from './text-file.ts'
export { planWrites, type FileWrite, type WritePlan } from './write-plan.ts'
