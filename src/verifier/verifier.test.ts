import { describe, expect, it } from 'vitest'
import { createRandom } from '../std/index.ts'
import { candidateRowSchema, type CandidateRow } from './candidate-row.ts'
import { featuresOf } from './features.ts'
import { trainVerifier } from './train-verifier.ts'
import { scoreFeatures, verifierModelSchema } from './verifier-model.ts'

const patchOf = (lines: number): string =>
  `diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1,1 +1,${lines} @@\n-x = 0\n${Array.from({ length: lines }, (_, at) => `+x = ${at}\n`).join('')}`

const row = (some: Partial<CandidateRow>): CandidateRow =>
  candidateRowSchema.parse({ instanceId: 'i', repo: 'r', candidateId: 'c', patch: patchOf(1), ...some })

/** Candidates that are right the more often the higher their signal is; the noise tells nothing. */
function drawn(instances: number, seed: number, pull = 3): readonly CandidateRow[] {
  const random = createRandom(seed)
  return Array.from({ length: instances * 6 }, (_, at) => {
    const good = random.next() * 2 - 1
    return row({
      instanceId: `i${Math.floor(at / 6)}`,
      repo: `r${Math.floor(at / 6) % 5}`,
      candidateId: `c${at % 6}`,
      patch: patchOf(1 + random.below(8)),
      signals: { good, noise: random.next() },
      resolved: random.next() < 1 / (1 + Math.exp(-pull * good)),
    })
  })
}

describe('featuresOf', () => {
  it('describes a patch by itself and among the others of its instance', () => {
    const [one, other, lone] = featuresOf([
      row({}),
      row({ candidateId: 'd', patch: patchOf(1).replace('x = 0\n+', 'x  =  0\n+') }),
      row({ candidateId: 'e', patch: patchOf(7) }),
    ])
    expect(one).toMatchObject({
      empty: 0,
      added: 1,
      deleted: 1,
      files: 1,
      hunks: 1,
      tests: 0,
      agreement: 1 / 2,
    })
    expect(other?.['agreement']).toBe(1 / 2)
    expect(lone).toMatchObject({ added: 3, agreement: 0 })
    expect(lone?.['relativeSize']).toBeGreaterThan(0)
  })

  it('leaves out what is not known, and never reads the verdict', () => {
    const unknown = featuresOf([row({ resolved: true })])
    expect(unknown).toEqual(featuresOf([row({ resolved: false })]))
    expect(Object.keys(unknown[0] ?? {})).not.toContain('broken')
    const [known] = featuresOf([
      row({
        tests: { broken: 1, fixed: 3, stillPassing: 0 },
        votes: { passed: 1, of: 4 },
        attempt: { calls: 3, outputTokens: 1023, finished: true },
        signals: { peak: 0.5 },
      }),
    ])
    expect(known).toMatchObject({ broken: 1, fixed: 2, stillPassing: 0, votes: 0.25 })
    expect(known).toMatchObject({ calls: 2, outputTokens: 10, finished: 1, 'signal:peak': 0.5 })
  })

  it('takes an attempt without a patch', () => {
    expect(featuresOf([row({ patch: '' })])[0]).toMatchObject({ empty: 1, added: 0, files: 0 })
  })
})

describe('trainVerifier', () => {
  it('finds what tells right from wrong, on instances and repositories that it has not seen', () => {
    const { model, byInstance, byRepo } = trainVerifier({ candidates: drawn(60, 1), folds: 10, seed: 0 })
    const [heaviest] = model.features.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    expect(heaviest?.name).toBe('signal:good')
    expect(byInstance.auc).toBeGreaterThan(0.8)
    expect(byRepo?.auc).toBeGreaterThan(0.8)
    expect(byInstance.calibrationError).toBeLessThan(0.1)
    expect(model.trainedOn).toMatchObject({ rows: 360, instances: 60, repos: ['r0', 'r1', 'r2', 'r3', 'r4'] })
  })

  it('claims nothing where there is nothing to find', () => {
    const { model, byInstance } = trainVerifier({ candidates: drawn(60, 2, 0), folds: 10, seed: 0 })
    expect(byInstance.auc).toBeLessThan(0.6)
    const scores = featuresOf(drawn(5, 3)).map((vector) => scoreFeatures(model, vector))
    expect(Math.max(...scores) - Math.min(...scores)).toBeLessThan(0.5)
  })

  it('gives the same model for the same rows, which reads back', () => {
    const request = { candidates: drawn(20, 4), folds: 5, seed: 7 }
    const { model } = trainVerifier(request)
    expect(trainVerifier(request).model).toEqual(model)
    expect(verifierModelSchema.parse(JSON.parse(JSON.stringify(model)))).toEqual(model)
  })

  it('takes what a row does not have for usual', () => {
    const { model } = trainVerifier({ candidates: drawn(40, 5), folds: 5, seed: 0 })
    const usual = Object.fromEntries(model.features.map(({ name, mean }) => [name, mean]))
    expect(scoreFeatures(model, {})).toBeCloseTo(scoreFeatures(model, usual), 12)
  })

  it('leaves candidates without a verdict out, but counts them among the others of their instance', () => {
    const candidates = drawn(20, 6).map((one, at) => (at % 6 === 0 ? { ...one, resolved: null } : one))
    const { model, byRepo } = trainVerifier({
      candidates: candidates.map((one) => ({ ...one, repo: 'only' })),
      folds: 5,
      seed: 0,
    })
    expect(model.trainedOn.rows).toBe(100)
    expect(byRepo).toBeNull()
  })
})
