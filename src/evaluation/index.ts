/**
 * What the hidden tests say of a prediction: logs become verdicts, verdicts become the field's reports. Nothing here
 * is seen by whoever makes predictions.
 */
export { evalTypeOfRepository } from './grading/fail-only.ts'
export { gradeLog, verdictWithoutLog, type GradeOptions } from './grading/grade-log.ts'
export { toGradingReference, type GradingReference } from './grading/grading-reference.ts'
export { classifyInfra } from './grading/infra.ts'
export { findSuspicions, type Suspicion } from './grading/suspicions.ts'
export { toInstanceReport, type InstanceReport } from './grading/instance-report.ts'
export { renderReport, runReportName, toRunReport, type RunOutcome } from './grading/run-report.ts'
export { endMarker, startMarker } from './grading/test-region.ts'
export { deriveTestLists, type DerivedLists } from './derive-lists.ts'
export {
  instanceFolder,
  modelsOf,
  readInfraEnding,
  readInstanceLogs,
  readRunFile,
  writeInfraEnding,
  writeInstanceLogs,
  writeInstanceReport,
  writeRunFile,
  type InfraEnding,
  type RunPlace,
  type StoredLogs,
} from './report/run-folder.ts'
export { evaluate, type EvaluationItem, type ItemResult } from './run/evaluate.ts'
export type { Execution } from './run/execution.ts'
export { createImagePlaces } from './run/image-places.ts'
export { createLocalPlaces } from './run/local-places.ts'
export type { EvaluationPlaces, Place } from './run/places.ts'
export { createMadeImages } from './run/made-images.ts'
export { createPulledImages } from './run/pulled-images.ts'
