/**
 * How likely a candidate is right, by what is known of it without hidden tests: features, training in seconds, scores.
 */
export { candidateRowSchema, type CandidateRow } from './candidate-row.ts'
export type { CrossValidation } from './cross-validate.ts'
export { featuresOf, type FeatureVector } from './features.ts'
export { labelProbability } from './label-probability.ts'
export {
  checkSpelling,
  labelSpellings,
  spellLabels,
  type LabelSpelling,
  type SpellingCheck,
} from './label-spelling.ts'
export { trainVerifier, type TrainedVerifier, type TrainRequest } from './train-verifier.ts'
export { calibratedOdds, scoreFeatures, verifierModelSchema, type VerifierModel } from './verifier-model.ts'
