/**
 * What many verdicts say together: shares with their intervals, differences between runs with their odds. Pure; every
 * figure carries the number of instances it was taken from.
 */
export { compareRuns, type RunComparison } from './compare-runs.ts'
export type { GradedInstance, InstanceOutcome } from './graded-instance.ts'
export { summariseRun, type RunSummary, type Share } from './summarise-run.ts'
