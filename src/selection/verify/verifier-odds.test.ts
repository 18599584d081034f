import { expect, it } from 'vitest'
import type { VerifierModel } from '../../verifier/index.ts'
import { fakeObservations } from '../fake-observations.ts'
import { weightedVoting } from '../selectors/weighted-voting.ts'
import { patchSigns } from '../signs/patch-signs.ts'
import { rankClasses } from '../votes/rank-classes.ts'
import { toCandidateRows, verifierOdds } from './verifier-odds.ts'

const patchTo = (lines: readonly string[]): string =>
  `diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1,1 +1,${lines.length} @@\n-x = 0\n${lines.map((line) => `+${line}\n`).join('')}`
const patches = [patchTo(['x = 1', 'y = 1', 'z = 1']), patchTo(['x = 2'])]

/** Holds small patches to be right. */
const model: VerifierModel = {
  kind: 'verifier',
  v: 1,
  bias: 0,
  features: [{ name: 'added', mean: 1.5, scale: 0.5, weight: -2 }],
  calibration: { slope: 1, shift: 0 },
  trainedOn: { rows: 0, resolved: 0, instances: 0, repos: [] },
}

it('tells a verifier what was seen of each patch', () => {
  const observations = fakeObservations({
    patches,
    broken: [['t'], []],
    tests: [
      { base: 'present', on: ['fixed', 'present'] },
      { base: 'fixed', on: ['fixed', 'fixed'] },
    ],
  })
  expect(toCandidateRows(observations, patchSigns(observations))).toMatchObject([
    { tests: { broken: 1 }, votes: { passed: 1, of: 1 }, resolved: null },
    { tests: { broken: 0 }, votes: { passed: 0, of: 1 }, signals: { peak: expect.any(Number) } },
  ])
})

it('lets the verifier decide where nothing else does, in place of the signs that it weighs', async () => {
  const seen = { ...fakeObservations({ patches }), signs: [5, 0] }
  expect(rankClasses(seen).classes[0]?.patch).toBe(0)
  const verified = { ...seen, verifier: verifierOdds(model, seen, patchSigns(seen)) }
  const [first] = rankClasses(verified).classes
  expect(first).toMatchObject({ patch: 1, parts: { signs: 0 } })
  const selection = await weightedVoting.select({} as never, verified, {} as never)
  expect(selection).toMatchObject({ chosen: 1, decidedBy: 'verifier' })
})

it('does not let it outweigh a test of the issue', () => {
  const seen = fakeObservations({ patches, tests: [{ base: 'present', on: ['fixed', 'present'] }] })
  const verified = { ...seen, verifier: verifierOdds(model, seen, patchSigns(seen)) }
  expect(rankClasses(verified).classes[0]?.patch).toBe(0)
})
