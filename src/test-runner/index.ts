/**
 * Finds, runs and reads test suites: a command in a sandbox, its log, and the status of each test. It knows nothing
 * of what a test is meant to prove.
 */
export { detectTestCommands } from './detect-test-command.ts'
export { frameworkOf, quote } from './frameworks.ts'
export { runTests } from './run-tests.ts'
export type { TestCommand, TestFramework, TestRun, TestRunOptions } from './test-command.ts'
