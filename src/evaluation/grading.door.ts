/** Grading alone, for commands whose start-up counts: pure functions, nothing that runs a test. */
export { evalTypeOfRepository } from './grading/fail-only.ts'
export { gradeLog, verdictWithoutLog, type GradeOptions } from './grading/grade-log.ts'
export { toGradingReference, type GradingReference } from './grading/grading-reference.ts'
export { toInstanceReport, type InstanceReport } from './grading/instance-report.ts'
export { renderReport, runReportName, toRunReport, type RunOutcome } from './grading/run-report.ts'
