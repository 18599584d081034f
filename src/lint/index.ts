/**
 * Faults of code that show without running it: what a change brings in that can run and can hardly be meant.
 */
export { createChangeCheck, type ChangeCheck, type ChangedText } from './change-check.ts'
export type { Finding } from './finding.ts'
