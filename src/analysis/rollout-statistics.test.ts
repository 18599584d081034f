import { expect, it } from 'vitest'
import { rolloutStatistics, type RolledAttempt } from './rollout-statistics.ts'

const attempt = (given: Partial<RolledAttempt>): RolledAttempt => ({
  instanceId: 'a-1',
  repo: 'o/a',
  exit: 'submitted',
  hasPatch: true,
  resolved: false,
  turns: 4,
  costUsd: 1,
  ...given,
})

it('counts attempts that came to an end of their own, and masks the others', () => {
  const { all, byExit } = rolloutStatistics(
    [
      attempt({ resolved: true, turns: 2 }),
      attempt({ exit: 'no-patch', hasPatch: false }),
      attempt({ exit: 'limit: stuck', turns: 6 }),
      attempt({ exit: 'limit: stuck', hasPatch: false, turns: 4 }),
      attempt({ exit: 'infra', hasPatch: false, resolved: null, turns: 50 }),
    ],
    { seed: 1 },
  )
  expect(all).toEqual({
    name: 'all',
    attempts: 4,
    masked: 1,
    instances: 1,
    resolved: 0.25,
    empty: 0.5,
    stuck: 0.5,
    stuckWithPatch: 0.25,
    turns: 4,
    costUsd: 5,
  })
  expect(byExit.map(({ name, count }) => [name, count])).toEqual([
    ['limit: stuck', 2],
    ['infra', 1],
    ['no-patch', 1],
    ['submitted', 1],
  ])
})

it('says nothing of what nobody graded, and of a cost that is not known', () => {
  const { all, spread } = rolloutStatistics([attempt({ resolved: null, costUsd: null })], { seed: 1 })
  expect(all).toMatchObject({ resolved: null, costUsd: null })
  expect(spread).toBeNull()
})

it('groups by repository, the largest first', () => {
  const { byRepo } = rolloutStatistics(
    [attempt({ repo: 'o/b', instanceId: 'b-1' }), attempt({}), attempt({ resolved: true })],
    { seed: 1 },
  )
  expect(byRepo.map(({ name, resolved }) => [name, resolved])).toEqual([
    ['o/a', 0.5],
    ['o/b', 0],
  ])
})
