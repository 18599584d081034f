import { expect, it } from 'vitest'
import { noUsage, type AttemptEvent } from '../../domain/index.ts'
import { createEditOutcomes } from './edit-outcomes.ts'

const start: AttemptEvent = { type: 'attempt-start', strategy: 's', model: null, seed: 0 }
const reply: AttemptEvent = {
  type: 'model-reply',
  model: 'm',
  text: '',
  finishReason: 'stop',
  usage: noUsage,
  fromJournal: false,
}
const applied: AttemptEvent = { type: 'edit-applied', path: 'a', how: 'exact', line: 1 }
const rejected: AttemptEvent = { type: 'edit-rejected', path: 'a', reason: 'no match' }

it.each<[string, readonly AttemptEvent[], boolean | null]>([
  ['says nothing of an attempt without edits', [start, reply], null],
  ['holds one rejected edit against all of its reply', [reply, applied, rejected, applied], false],
  ['forgets it when later edits apply', [reply, rejected, reply, applied], true],
  ['keeps it when a later reply edits nothing', [reply, rejected, reply], false],
  ['begins anew with an attempt that is made again', [reply, rejected, start], null],
])('%s', (_, events, expected) => {
  const outcomes = createEditOutcomes()
  for (const event of events) outcomes.see(3, event)
  expect(outcomes.of(3)).toBe(expected)
  expect(outcomes.of(0)).toBeNull()
})
