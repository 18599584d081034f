import { describe, expect, it } from 'vitest'
import { findStuck, type Trace } from './stuck.ts'

const step = (action: string, observation = 'ok', failed = false): Trace => ({
  kind: 'step',
  action,
  observation,
  failed,
})
const said = (text: string): Trace => ({ kind: 'message', text })
const times = (count: number, ...traces: readonly Trace[]): readonly Trace[] =>
  Array.from({ length: count }, () => traces).flat()
const condensed: Trace = { kind: 'condensed' }

describe('findStuck', () => {
  it.each<[string, readonly Trace[], RegExp | null]>([
    ['four equal steps', [step('z'), ...times(4, step('a'))], /last four/],
    [
      'four equal steps around a shortening',
      [...times(2, step('a')), condensed, ...times(2, step('a'))],
      /last four/,
    ],
    ['three equal steps', [step('z'), ...times(3, step('a'))], null],
    ['four equal actions that are answered differently', [...times(3, step('a')), step('a', 'other')], null],
    ['four equal steps with another behind', [...times(4, step('a')), step('b')], null],
    [
      'four equal steps with a message between',
      [...times(2, step('a')), said('hm'), ...times(2, step('a'))],
      null,
    ],

    ['the same failure three times', ['1', '2', '3'].map((n) => step('a', n, true)), /failed three times/],
    ['the same failure twice', ['1', '2'].map((n) => step('a', n, true)), null],
    ['three failures of different actions', ['1', '2', '3'].map((n) => step(n, 'x', true)), null],
    ['two failures and a success', [step('a', '1', true), step('a', '2'), step('a', '3', true)], null],

    ['the same message three times', [step('a'), ...times(3, said('hm'))], /say the same/],
    ['the same message twice', [step('a'), ...times(2, said('hm'))], null],
    ['three different messages', [said('a'), said('b'), said('c')], null],
    ['three equal messages with a step between', [said('a'), said('a'), step('x'), said('a')], null],

    ['two steps in turn, three times', times(3, step('a'), step('b')), /take turns/],
    ['two steps in turn, not quite three times', times(3, step('a'), step('b')).slice(1), null],
    ['three steps in turn', times(2, step('a'), step('b'), step('c')), null],
    [
      'two in turn, once answered differently',
      [step('a', 'other'), step('b'), ...times(2, step('a'), step('b'))],
      null,
    ],

    ['ten shortenings', times(10, condensed), /shortened ten times/],
    ['nine shortenings', times(9, condensed), null],
    [
      'ten shortenings with a step between',
      [...times(5, condensed), step('a'), ...times(5, condensed)],
      null,
    ],
    ['nothing', [], null],
  ])('%s', (_what, traces, reason) => {
    expect(findStuck(traces) ?? '').toMatch(reason ?? /^$/)
  })
})
