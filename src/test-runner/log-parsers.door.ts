/**
 * The log parsers alone, for commands that read one log and whose start-up counts: nothing here loads a schema, a
 * sandbox or a runner.
 */
export type { Harness, LogContext, LogParser, LogStatuses } from './parsers/log-parser.ts'
export { pythonPattern } from './parsers/python-pattern.ts'
export { before, translateNewlines } from './parsers/python-text.ts'
export { findLogParser, logParserNames } from './parsers/registry.ts'
export { logParserOfRepository } from './parsers/repositories.ts'
