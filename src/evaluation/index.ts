/**
 * What the hidden tests say of a prediction: logs become verdicts, verdicts become the field's reports. Nothing here
 * is seen by whoever makes predictions.
 */
export { evalTypeOfRepository } from './grading/fail-only.ts'
export { gradeLog, verdictWithoutLog, type GradeOptions } from './grading/grade-log.ts'
export { toGradingReference, type GradingReference } from './grading/grading-reference.ts'
export { classifyInfra } from './grading/infra.ts'
export { toInstanceReport, type InstanceReport } from './grading/instance-report.ts'
export { renderReport, runReportName, toRunReport, type RunOutcome } from './grading/run-report.ts'
export { endMarker, startMarker } from './grading/test-region.ts'
