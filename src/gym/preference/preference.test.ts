import { describe, expect, it } from 'vitest'
import type { AttemptSummary } from '../filters/attempt-summary.ts'
import type { ChatMessage } from '../rows/chat-message.ts'
import { pairAttempts } from './pair-attempts.ts'
import { preferenceRow, preferenceTargets } from './preference-row.ts'

const attempt = (instanceId: string, nth: number, resolved: boolean | null): AttemptSummary => ({
  trajectoryId: `${instanceId}/${nth}`,
  instanceId,
  repo: 'r',
  resolved,
  exit: 'submitted',
  calls: 1,
  rows: 1,
  unusable: null,
  cheating: [],
  tokens: 1,
})

describe('pairs', () => {
  const attempts = [
    ...[true, true, false, false, false].map((resolved, nth) => attempt('a', nth, resolved)),
    ...[true, null].map((resolved, nth) => attempt('b', nth, resolved)),
    ...[true, false].map((resolved, nth) => attempt('c', nth, resolved)),
  ]

  it('are of one instance, with a resolved attempt and another, none of them twice', () => {
    const pairs = pairAttempts(attempts, { cap: 9, seed: 1 })
    expect(pairs.map(({ chosen }) => chosen.instanceId)).toEqual(['a', 'a', 'c'])
    expect(pairs.every(({ chosen, rejected }) => chosen.instanceId === rejected.instanceId)).toBe(true)
    expect(
      pairs.every(({ chosen, rejected }) => chosen.resolved === true && rejected.resolved === false),
    ).toBe(true)
    expect(new Set(pairs.flatMap(({ chosen, rejected }) => [chosen, rejected])).size).toBe(6)
  })

  it('are capped by instance, and the same for a seed', () => {
    expect(pairAttempts(attempts, { cap: 1, seed: 1 })).toHaveLength(2)
    expect(pairAttempts(attempts, { cap: 1, seed: 1 })).toEqual(pairAttempts(attempts, { cap: 1, seed: 1 }))
  })
})

describe('a row', () => {
  const user = (content: string): ChatMessage => ({ role: 'user', content, train: false })
  const reply = (content: string): ChatMessage => ({ role: 'assistant', content, train: true })

  it('has the beginning that both share, and how each goes on', () => {
    const row = preferenceRow([user('u'), reply('a'), user('x')], [user('u'), reply('b')])
    const [trl, smith] = preferenceTargets.map(({ toRow }) => row && toRow(row))
    const said = (role: string, content: string) => ({ role, content })
    expect(trl).toEqual({
      prompt: [said('user', 'u')],
      chosen: [said('assistant', 'a'), said('user', 'x')],
      rejected: [said('assistant', 'b')],
    })
    expect(smith).toEqual({
      chosen_conversations: [said('user', 'u'), said('assistant', 'a'), said('user', 'x')],
      rejected_conversations: [said('user', 'u'), said('assistant', 'b')],
    })
  })

  it.each([
    ['begin otherwise', [user('u'), reply('a')], [user('v'), reply('b')]],
    ['begin longer', [user('u'), reply('a')], [user('u'), user('w'), reply('b')]],
    ['are the same', [user('u'), reply('a')], [user('u'), reply('a')]],
    ['begin with a reply', [reply('a')], [reply('b')]],
    ['have no reply', [user('u')], [user('u')]],
  ])('is not made of conversations that %s', (_, chosen, rejected) => {
    expect(preferenceRow(chosen, rejected)).toBeNull()
  })
})
