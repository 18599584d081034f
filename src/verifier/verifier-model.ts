import { z } from 'zod'
import type { FeatureVector } from './features.ts'

const featureSchema = z.object({
  name: z.string(),
  /** Of the rows in training that have it. */
  mean: z.number(),
  /** Standard deviation; 1 for one that never varies. */
  scale: z.number().positive(),
  weight: z.number(),
})

/** A trained verifier, as it is kept. Log-odds are linear in standardised features; what is not known counts as the mean. */
export const verifierModelSchema = z.object({
  kind: z.literal('verifier'),
  v: z.literal(1),
  bias: z.number(),
  features: z.array(featureSchema),
  /** Of log-odds on rows that were left out, so that what is said comes true as often. */
  calibration: z.object({ slope: z.number(), shift: z.number() }),
  trainedOn: z.object({
    rows: z.number().int(),
    resolved: z.number().int(),
    instances: z.number().int(),
    repos: z.array(z.string()),
  }),
})
export type VerifierModel = Readonly<z.infer<typeof verifierModelSchema>>

/** How likely a candidate is right, between 0 and 1. */
export function scoreFeatures(model: VerifierModel, vector: FeatureVector): number {
  return logistic(calibratedOdds(model, vector))
}

/** The same as log-odds. */
export function calibratedOdds(model: VerifierModel, vector: FeatureVector): number {
  const { slope, shift } = model.calibration
  return slope * oddsOf(model, vector) + shift
}

/** Log-odds before calibration. */
export function oddsOf(
  { bias, features }: Pick<VerifierModel, 'bias' | 'features'>,
  vector: FeatureVector,
): number {
  return features.reduce(
    (sum, { name, mean, scale, weight }) => sum + (weight * ((vector[name] ?? mean) - mean)) / scale,
    bias,
  )
}

export function logistic(odds: number): number {
  return 1 / (1 + Math.exp(-odds))
}
