import { describe, expect, it } from 'vitest'
import { gainOf, nextAttempt, type AttemptsSoFar } from './next-attempt.ts'

const start: AttemptsSoFar = {
  wanted: 8,
  atOnce: 4,
  ended: 0,
  endedUsd: [],
  runningUsd: [],
  leftUsd: null,
  asideUsd: 0,
  timeLeft: true,
  plausible: false,
  standing: null,
  enough: 1,
}
const two = { ended: 2, endedUsd: [1, 1] }
const doubtful = { belief: 0.5, promising: 2 }

describe('nextAttempt', () => {
  it.each<[string, Partial<AttemptsSoFar>, string]>([
    ['begins with one', {}, 'begin'],
    ['and a second beside it', { runningUsd: [0] }, 'begin'],
    ['waits for these', { runningUsd: [0, 0] }, 'wait'],
    ['replaces one that left nothing to compare', { ended: 1, endedUsd: [1], runningUsd: [0] }, 'begin'],
    ['goes on in doubt', { ...two, standing: doubtful }, 'begin'],
    ['runs several side by side in doubt', { ...two, standing: doubtful, runningUsd: [0] }, 'begin'],
    [
      'but one at a time where little is to be gained',
      { ended: 6, endedUsd: [1], standing: { belief: 0.93, promising: 6 }, runningUsd: [0] },
      'wait',
    ],
    [
      'and never more than may run at once',
      { ...two, standing: doubtful, atOnce: 1, runningUsd: [0] },
      'wait',
    ],
    ['does not take two that agree for proof', { ...two, standing: { belief: 1, promising: 2 } }, 'begin'],
    [
      'stops where nothing is to be gained',
      { ended: 3, endedUsd: [1, 1, 1], standing: { belief: 0.99, promising: 3 } },
      'gain',
    ],
    ['stops at enough', { ...two, standing: { belief: 0.9, promising: 2 }, enough: 0.9 }, 'enough'],
    ['stops at a plausible one, where that is asked for', { ended: 1, plausible: true }, 'plausible'],
    ['stops when the time is up', { ...two, standing: doubtful, timeLeft: false }, 'time'],
    ['but waits for those under way', { ...two, timeLeft: false, runningUsd: [0] }, 'wait'],
    ['stops when all have ended', { ended: 8, endedUsd: [1] }, 'all'],
    ['waits for the last', { ended: 7, endedUsd: [1], runningUsd: [0] }, 'wait'],
    ['begins one that fits', { ...two, leftUsd: 1 }, 'begin'],
    ['begins none that does not fit', { ...two, leftUsd: 0.9 }, 'money'],
    ['nor one whose last call could not set its most aside', { ...two, leftUsd: 1, asideUsd: 0.1 }, 'money'],
    ['counts what those under way will need', { ...two, leftUsd: 1.5, runningUsd: [0.4] }, 'wait'],
    ['and no more than that', { ...two, leftUsd: 1.6, runningUsd: [0.4] }, 'begin'],
    ['makes no other where the first ran out of money', { ended: 1, leftUsd: 0.1 }, 'money'],
    ['takes a price that nobody knows for none', { ended: 1, endedUsd: [0], leftUsd: 0.1 }, 'begin'],
  ])('%s', (_, so, expected) => {
    const step = nextAttempt({ ...start, ...so })
    expect(step.kind === 'stop' ? step.why : step.kind).toBe(expected)
  })
})

it('expects less of a further attempt the surer the leader and the rarer a patch that holds', () => {
  expect(gainOf({ belief: 0.5, promising: 2 }, 2)).toBeCloseTo((1 - 0.5 * (1 - 1 / 16)) * (3 / 4), 10)
  expect(gainOf({ belief: 0, promising: 0 }, 4)).toBeCloseTo(1 / 6, 10)
  expect(gainOf({ belief: 1, promising: 2 }, 2)).toBeCloseTo((1 / 16) * (3 / 4), 10)
  expect(gainOf({ belief: 1, promising: 3 }, 3)).toBeCloseTo((1 / 125) * (4 / 5), 10)
})
