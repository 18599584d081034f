/**
 * What trains and what is trained on: `env`, where a policy acts and is rewarded, and training rows out of what
 * attempts did: what of them is `cheating`, filters over attempts, rows of conversations, the forms of trainers. It reads no file and asks no
 * model; `app/export` and `app/env` do that for it. All but `env` is pure.
 */
export { badRecord, checked, parseJson } from './bad-record.ts'
export type { CheatingMark } from './cheating/cheating-mark.ts'
export { findCheating } from './cheating/find-cheating.ts'
export { createEnv, type Env } from './env/env.ts'
export { defaultEnvLimits, type EnvLimits } from './env/env-limits.ts'
export {
  envActionSchema,
  type EnvAction,
  type EnvStart,
  type EnvStep,
  type Judgement,
} from './env/env-records.ts'
export type { EnvTask, EpisodeDeps } from './env/episode.ts'
export { applyFilters, type FilterCount } from './filters/apply-filters.ts'
export { rejectionSample, type SampledAttempt } from './rejection-sampling.ts'
export type { AttemptSummary, NamedFilter } from './filters/attempt-summary.ts'
export { belowTokens } from './filters/below-tokens.ts'
export { capEachVerdict } from './filters/cap-each-verdict.ts'
export { distinct } from './filters/distinct.ts'
export { fewestCalls } from './filters/fewest-calls.ts'
export { honest } from './filters/honest.ts'
export { judgedOnly } from './filters/judged-only.ts'
export {
  outsideEvaluation,
  sharedRepositories,
  toEvaluationSet,
  type EvaluationSet,
} from './filters/outside-evaluation.ts'
export { randomOne } from './filters/random-one.ts'
export { resolvedOnly } from './filters/resolved-only.ts'
export { subset, type SubsetOptions } from './filters/subset.ts'
export { usable } from './filters/usable.ts'
export { trajectoryFormats } from './formats/formats.ts'
export type { TrajectoryFormat } from './formats/trajectory-format.ts'
export { pairAttempts, type AttemptPair } from './preference/pair-attempts.ts'
export { preferenceRow, preferenceTargets, type PreferenceTarget } from './preference/preference-row.ts'
export { countTokens, estimatedTokens, type Tokenizer } from './rows/count-tokens.ts'
export { tokenStatistics, type TokenStatistics } from './rows/token-statistics.ts'
export { sftRows, type SftRowOptions, type SftRows } from './sft/sft-rows.ts'
export { summarise } from './sft/summarise.ts'
export { trainingRecipes } from './recipes/recipes.ts'
export { published } from './recipes/training-recipe.ts'
export type { RecipeFile } from './recipes/training-recipe.ts'
export type { CallEncoding, SftRow, SftTarget } from './targets/sft-target.ts'
export { sftTargets } from './targets/targets.ts'
export { readTrajectories, type TrajectoryText } from './trajectories/read-trajectories.ts'
export { balance, type BalanceOptions } from './verifier/balance.ts'
export { verifierStyles } from './verifier/styles.ts'
export { makeExample } from './verifier/verifier-example.ts'
export type { VerifierQuestion, VerifierStyle } from './verifier/verifier-style.ts'
