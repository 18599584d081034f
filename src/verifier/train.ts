import { groupBy } from '../std/index.ts'
import type { CandidateRow } from './candidate-row.ts'
import { featuresOf, type FeatureVector } from './features.ts'
import { logistic, oddsOf, type VerifierModel } from './verifier-model.ts'

/** A candidate with its features and what hidden tests said. */
export interface TrainingRow {
  readonly instanceId: string
  readonly repo: string
  readonly candidateId: string
  readonly features: FeatureVector
  readonly resolved: boolean
}

/** Features are taken among all candidates of an instance; those without a verdict are left out afterwards. */
export function toTrainingRows(rows: readonly CandidateRow[]): readonly TrainingRow[] {
  return [...groupBy(rows, ({ instanceId }) => instanceId).values()].flatMap((candidates) => {
    const vectors = featuresOf(candidates)
    return candidates.flatMap(({ instanceId, repo, candidateId, resolved }, at) =>
      resolved === null ? [] : [{ instanceId, repo, candidateId, features: vectors[at] ?? {}, resolved }],
    )
  })
}

export interface TrainingOptions {
  /** Strength of the pull of weights towards 0. */
  readonly ridge: number
}

export const defaultTrainingOptions: TrainingOptions = { ridge: 5 }

const steps = 60

/**
 * Ridge logistic regression by Newton's method. Every instance weighs the same, however many candidates it has. The
 * same rows give the same model.
 */
export function fitVerifier(
  rows: readonly TrainingRow[],
  { ridge }: TrainingOptions = defaultTrainingOptions,
): Pick<VerifierModel, 'bias' | 'features'> {
  const scales = standardise(rows)
  const counts = new Map<string, number>()
  for (const { instanceId } of rows) counts.set(instanceId, (counts.get(instanceId) ?? 0) + 1)
  const usual = rows.length / Math.max(1, counts.size)
  const points = rows.map(({ features, instanceId, resolved }) => ({
    x: [1, ...scales.map(({ name, mean, scale }) => ((features[name] ?? mean) - mean) / scale)],
    y: resolved ? 1 : 0,
    weight: usual / (counts.get(instanceId) ?? 1),
  }))
  let weights = Array.from({ length: scales.length + 1 }, () => 0)
  for (let step = 0; step < steps; step += 1) {
    const gradient = weights.map((weight, at) => (at === 0 ? -1e-6 * weight : -ridge * weight))
    const hessian = weights.map((_, at) => weights.map((__, to) => (at !== to ? 0 : at === 0 ? 1e-6 : ridge)))
    for (const { x, y, weight } of points) {
      const p = logistic(x.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0))
      const curve = weight * Math.max(1e-9, p * (1 - p))
      for (const [at, value] of x.entries()) {
        gradient[at] = (gradient[at] ?? 0) + weight * (y - p) * value
        const row = hessian[at]
        if (row) for (const [to, other] of x.entries()) row[to] = (row[to] ?? 0) + curve * value * other
      }
    }
    const move = solve(hessian, gradient)
    weights = weights.map((weight, at) => weight + (move[at] ?? 0))
    if (move.every((part) => Math.abs(part) < 1e-9)) break
  }
  const [bias = 0, ...rest] = weights
  return { bias, features: scales.map((scale, at) => ({ ...scale, weight: rest[at] ?? 0 })) }
}

interface Scale {
  readonly name: string
  readonly mean: number
  readonly scale: number
}

/** By name, of the rows that have the feature; one that never varies says nothing and is left out. */
function standardise(rows: readonly TrainingRow[]): readonly Scale[] {
  const names = [...new Set(rows.flatMap(({ features }) => Object.keys(features)))].toSorted()
  return names.flatMap((name) => {
    const values = rows.flatMap(({ features }) => features[name] ?? [])
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    return variance < 1e-12 ? [] : [{ name, mean, scale: Math.sqrt(variance) }]
  })
}

/** Gaussian elimination with pivots; the matrix is positive definite. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const rows = matrix.map((row, at) => [...row, right[at] ?? 0])
  for (let at = 0; at < rows.length; at += 1) {
    let best = at
    for (let other = at + 1; other < rows.length; other += 1)
      if (Math.abs(rows[other]?.[at] ?? 0) > Math.abs(rows[best]?.[at] ?? 0)) best = other
    const pivot = rows[best] ?? []
    rows[best] = rows[at] ?? []
    rows[at] = pivot
    for (const [other, row] of rows.entries()) {
      if (other === at) continue
      const factor = (row[at] ?? 0) / (pivot[at] ?? 1)
      for (let column = at; column < row.length; column += 1)
        row[column] = (row[column] ?? 0) - factor * (pivot[column] ?? 0)
    }
  }
  return rows.map((row, at) => (row.at(-1) ?? 0) / (row[at] ?? 1))
}

/** Log-odds of rows under a fitted verifier. */
export function oddsOfRows(
  model: Pick<VerifierModel, 'bias' | 'features'>,
  rows: readonly TrainingRow[],
): readonly number[] {
  return rows.map(({ features }) => oddsOf(model, features))
}
