/**
 * Finds, runs and reads test suites: a command in a sandbox, its log, and the status of each test. It knows nothing
 * of what a test is meant to prove.
 */
export { mergeLines, withCoverage } from './coverage/cover-command.ts'
export type { CoveredLines } from './coverage/covered-lines.ts'
export { detectTestCommands } from './detect-test-command.ts'
export { frameworkOf, quote } from './frameworks.ts'
export type { Harness, LogContext, LogParser, LogStatuses } from './parsers/log-parser.ts'
export { pythonPattern } from './parsers/python-pattern.ts'
export { before, translateNewlines } from './parsers/python-text.ts'
export { findLogParser, logParserNames } from './parsers/registry.ts'
export { narrowCommand } from './narrow-command.ts'
export { logParserOfRepository } from './parsers/repositories.ts'
export { runTests } from './run-tests.ts'
export { runScript, type ScriptOptions } from './script/run-script.ts'
export { findPython } from './script/script-languages.ts'
export type { TestCommand, TestFramework, TestRun, TestRunOptions } from './test-command.ts'
export type {
  CandidateRun,
  CandidateRunner,
  CandidateRunOptions,
  FileChange,
  ProjectLine,
} from './warm/candidate-runner.ts'
export { createPlainRunner } from './warm/plain-runner.ts'
export {
  canRunWarm,
  createWarmRunner,
  type CoverOptions,
  type SpectrumRun,
  type WarmRunner,
} from './warm/warm-runner.ts'
