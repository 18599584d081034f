/** The use cases that read logs, for commands that are run once a log and must start at once. */
export { gradeLogFile, type GradeRequest } from './grade-log.ts'
export { parseLogFile, type ParseLogRequest } from './parse-log.ts'
