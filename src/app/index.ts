/**
 * What can be done, as functions: settings, the composition root, and one use case a file.
 */
export { analyzeAttempts, analyzeRunAttempts, type AttemptsAnalysis } from './analyze/analyze-attempts.ts'
export { analyzeCost, type CostAnalysis } from './analyze/analyze-cost.ts'
export { analyzeCurve, type CurveAnalysis, type CurveRequest } from './analyze/analyze-curve.ts'
export { analyzeRunScaling, analyzeScaling, type ScalingAnalysis } from './analyze/analyze-scaling.ts'
export { analyzeSelection, type SelectionAnalysis } from './analyze/analyze-selection.ts'
export { applyRun, applySolved, branchRun, undoRun } from './apply-run.ts'
export { cleanRuns, planClean, type CleanPlan } from './clean-runs.ts'
export { configSchema, settingNames, type Config } from './config.ts'
export { guardedRequests, obtainConsent, type ConsentQuestion } from './consent.ts'
export { createApp, type App, type Surroundings } from './create-app.ts'
export {
  datasetStats,
  type DatasetStats,
  type DatasetStatsRequest,
  type RepositoryStats,
} from './dataset-stats.ts'
export { editReply, type EditReplyEnd, type EditReplyRequest } from './edit-reply.ts'
export {
  compareRuns,
  spreadNumbers,
  summariseRun,
  type Estimate,
  type RunComparison,
  type RolloutGroup,
  type RunSummary,
  type Share,
} from '../analysis/index.ts'
export { evaluateDataset, type EvaluationEvent, type EvaluationOutcome } from './evaluate/evaluate-dataset.ts'
export { leaderboard, type LeaderboardRow } from './evaluate/leaderboard.ts'
export { reportRun, type ReportRequest, type RunReport } from './evaluate/report-run.ts'
export { parseEvaluateSettings } from './evaluate/settings.ts'
export type { Stability } from './evaluate/stability.ts'
export { summariseVerdicts } from './evaluate/summarise.ts'
export { serveEnv, type ServeEnvRequest } from './env/serve-env.ts'
export { openEnvTasks, type EnvTasks } from './env/env-tasks.ts'
export { createEnv, published, type Env, type EnvStep } from '../gym/index.ts'
export { convertTrajectories, exportRunTrajectories } from './export/export-trajectories.ts'
export type { WrittenTrajectories } from './export/trajectory-writer.ts'
export { exportPreference, type PreferenceManifest } from './export/export-preference.ts'
export { exportVerifier, type VerifierManifest, type VerifierRequest } from './export/export-verifier.ts'
export { exportSft, type SftManifest } from './export/export-sft.ts'
export type { SftRequest } from './export/sft-request.ts'
export { diagnose, type Finding } from './diagnose.ts'
export { gradeLogFile, type GradeRequest } from './grade-log.ts'
export { loadConfig, readText, settingForm, variableOf, type ResolvedConfig } from './load-config.ts'
export { readIssueAddress } from './read-issue-address.ts'
export { settleLogprobs } from './solve/logprobs-settings.ts'
export { settleUntil } from './plausible/until-settings.ts'
export { loadProjectConfig, openProjectStore } from './open-project.ts'
export { parseLogFile, type ParseLogRequest } from './parse-log.ts'
export { resumeRun } from './resume-run.ts'
export { runRollout, type RolloutOutcome } from './rollout/run-rollout.ts'
export type { RolloutEvent, RolloutRequest } from './rollout/rollout-request.ts'
export { runImprove, type ImproveReport, type RoundReport } from './improve/run-improve.ts'
export type { ImproveEvent, ImproveRequest } from './improve/improve-request.ts'
export { readIds } from './read-ids.ts'
export { openTaskPlace } from './open-task-place.ts'
export { openTask } from './select/open-task.ts'
export { selectDataset, type InstanceSelection } from './select/select-dataset.ts'
export { startSelect, type SelectRequest } from './select/start-select.ts'
export type { SolveRequest } from './solve/solve-input.ts'
export { startSolve, type SolveEnd, type SolveWatch } from './solve/start-solve.ts'
export { solveResultSchema, type SolveResult } from './solve/solve-records.ts'
export { markByFile, markRun, type MarkedChoices } from './mark-choices.ts'
export { fineTune } from './fine-tune/fine-tune.ts'
export type { AttemptScore } from './verifier/attempt-score.ts'
export { createVerifierModel } from './verifier/create-verifier-model.ts'
export { scoreTrajectories } from './verifier/score-trajectories.ts'
export { scoreCandidates, type ScoredCandidate } from './verifier/score-candidates.ts'
export { trainOnFiles } from './verifier/train-on-files.ts'
export type { TrainedVerifier } from '../verifier/index.ts'
export { findCounterparts, mapCode, type MapCodeEnd, type MapCodeRequest } from './map-code.ts'
