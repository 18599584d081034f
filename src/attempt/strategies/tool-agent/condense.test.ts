import { describe, expect, it } from 'vitest'
import { condense, nothingCondensed, renderTurns } from './condense.ts'
import { createTurn, type Turn } from './turn.ts'

const turn = (at: number, answer: string): Turn =>
  createTurn({
    reply: `I look ${at}`,
    style: 'native',
    calls: [{ id: `c${at}`, name: 'bash', input: { command: 'ls' } }],
    answer,
  })
const long = 'x'.repeat(3_500)
const turns = Array.from({ length: 10 }, (_, at) => turn(at, long))
const options = { headTokens: 100, limitTokens: 20_000 }

describe('condense', () => {
  it('leaves what fits as it is', () => {
    expect(condense(turns, nothingCondensed, options)).toBe(nothingCondensed)
  })

  it('shortens the oldest answers to half of the limit, and then rests', () => {
    const once = condense(turns, nothingCondensed, { ...options, limitTokens: 10_000 })
    expect(once.left).toBe(0)
    expect(once.shortened).toBeGreaterThan(4)
    expect(condense([...turns, turn(10, long)], once, { ...options, limitTokens: 10_000 })).toBe(once)
  })

  it('leaves whole turns out when shorter answers are not enough, and the last one is whole', () => {
    const once = condense(turns, nothingCondensed, { ...options, limitTokens: 1_500 })
    expect(once).toEqual({ shortened: 9, left: 6 })
    expect(renderTurns(turns, once, 'native').at(-1)?.text).toBe(long)
  })

  it('never shows again what it left out', () => {
    const before = { shortened: 6, left: 2 }
    const now = condense(turns, before, { ...options, limitTokens: 3_000 })
    expect(now.shortened).toBeGreaterThanOrEqual(6)
    expect(now.left).toBeGreaterThanOrEqual(2)
  })

  it('keeps calls and answers together, in both ways of writing them', () => {
    const native = renderTurns(turns, { shortened: 2, left: 1 }, 'native')
    expect(native.map(({ role }) => role).slice(0, 2)).toEqual(['assistant', 'tool'])
    expect(native[1]?.text).toBe('[left out here: 3500 characters]')
    const text = renderTurns(turns, { shortened: 2, left: 1 }, 'text')
    expect(text.map(({ role }) => role).slice(0, 2)).toEqual(['assistant', 'user'])
    expect(text[0]?.text).toContain('<parameter=command>ls</parameter>')
  })
})
