/**
 * What many verdicts say together: shares with their intervals, differences between runs with their odds, what choosing
 * and spending less would have come to. Pure; every figure carries the number of instances it was taken from.
 */
export { addUsd, attemptPrefix, type StoredAttempt, type StoredCompletion } from './attempt-prefix.ts'
export {
  createAttemptTally,
  type AttemptCounts,
  type AttemptTable,
  type HarnessAttempt,
  type HarnessInstance,
} from './attempt-table.ts'
export { bestAtK, type BestAtK, type BestAtKCurve, type BestAtKOptions } from './best-at-k.ts'
export { compareRuns, type RunComparison } from './compare-runs.ts'
export { costTable, type CostTable, type LedgerRow, type ModelRate, type StageCost } from './cost-table.ts'
export { fromCsv, toCsv } from './csv.ts'
export { toCurves, type Curve, type CurvePoint } from './curve.ts'
export type { StoredInstance } from './cut-instance.ts'
export type { Estimate } from './estimate.ts'
export { bestAtKFigure } from './figures/best-at-k-figure.ts'
export { curveFigure, type CurveAxis } from './figures/curve-figure.ts'
export { reliabilityFigure } from './figures/reliability-figure.ts'
export { scalingFigure } from './figures/scaling-figure.ts'
export { createGoldTally, type GoldFiles } from './gold-files.ts'
export type { GradedInstance, InstanceOutcome } from './graded-instance.ts'
export { logFit, type LogFit } from './log-fit.ts'
export { mostVoted } from './most-voted.ts'
export { createPickTally, type PickReview } from './pick-review.ts'
export { scalingGrid, type GridCell, type GridOptions, type ScalingGrid } from './scaling-grid.ts'
export { halfSampleDeviation } from './half-sample.ts'
export {
  rolloutStatistics,
  type RolledAttempt,
  type RolloutGroup,
  type RolloutStatistics,
} from './rollout-statistics.ts'
export {
  selectionScores,
  type SelectionInstance,
  type SelectionScores,
  type SelectorChoice,
  type SelectorScore,
} from './selection-scores.ts'
export { selectorCalibration, type SelectorCalibration } from './selector-calibration.ts'
export { shuffledAtK } from './shuffled-at-k.ts'
export { spreadNumbers } from './spread-numbers.ts'
export { summariseRun, type RunSummary, type Share } from './summarise-run.ts'
