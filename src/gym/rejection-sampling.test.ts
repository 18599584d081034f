import { expect, it } from 'vitest'
import { rejectionSample } from './rejection-sampling.ts'

const attempts = [
  { instanceId: 'a', attemptId: 'a/0', resolved: true, effort: 9 },
  { instanceId: 'a', attemptId: 'a/1', resolved: false, effort: 1 },
  { instanceId: 'a', attemptId: 'a/3', resolved: true, effort: 4 },
  { instanceId: 'a', attemptId: 'a/2', resolved: true, effort: 4 },
  { instanceId: 'b', attemptId: 'b/0', resolved: true, effort: 7 },
]

it.each([
  [1, ['a/2', 'b/0']],
  [2, ['a/2', 'a/3', 'b/0']],
  [null, ['a/2', 'a/3', 'a/0', 'b/0']],
])('keeps of each instance at most %s, those that took the least', (cap, kept) => {
  expect(rejectionSample(attempts, cap).map(({ attemptId }) => attemptId)).toEqual(kept)
})
