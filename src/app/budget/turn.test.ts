import { expect, it } from 'vitest'
import { isItsTurn, type TurnFacts } from './turn.ts'

const facts: TurnFacts = { usd: 1, leftUsd: 3, olderUsd: [1], meanUsd: null }

it.each<[string, Partial<TurnFacts>, boolean]>([
  ['goes on where the older one can spend as much again', {}, true],
  ['waits where it could not', { leftUsd: 1.9 }, false],
  ['waits for what the older one still needs of the mean', { leftUsd: 3.9, meanUsd: 4 }, false],
  ['expects nothing of one beyond the mean', { leftUsd: 1, meanUsd: 0.5 }, true],
  ['waits for nobody without older ones', { leftUsd: 0, olderUsd: [] }, true],
  ['waits for nobody without a cap', { leftUsd: null }, true],
  ['waits for nobody where calls cost nothing', { leftUsd: 0, usd: 0 }, true],
])('%s', (_, some, expected) => {
  expect(isItsTurn({ ...facts, ...some })).toBe(expected)
})
