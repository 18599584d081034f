import { expect, it } from 'vitest'
import type { CheckedEnd } from './check-attempt.ts'
import { pickPlausible } from './pick-plausible.ts'

const settings = { plausible: 'baseline', fallback: 'code' } as const

function end(attemptIndex: number, change: Partial<CheckedEnd['attempt']> = {}): CheckedEnd {
  const attempt = {
    attemptIndex,
    model: 'p/m',
    hasPatch: true,
    edits: true,
    lint: true,
    tests: false,
    plausible: false,
    reason: 'breaks 1 test',
    brokenLinters: [],
    ...change,
  }
  const evidence = { plausible: attempt.plausible, reason: attempt.reason, tests: null, failCommand: null }
  const patch = `patch ${attemptIndex}`
  const candidate = { attemptIndex, rank: 0, patch, summary: '', evidence, score: 0 }
  return { attempt, candidate: attempt.hasPatch ? candidate : null }
}

it('takes the first plausible attempt', () => {
  const ends = [end(0), end(1, { plausible: true, tests: true, reason: 'breaks no test' }), end(2)]
  const pick = pickPlausible(ends, settings)
  expect(pick).toMatchObject({
    holds: true,
    record: { picked: 1, fallbackLevel: null },
    reason: 'attempt 1 by p/m is plausible: breaks no test',
  })
  expect(pick.candidates.map(({ attemptIndex }) => attemptIndex)).toEqual([1, 0, 2])
})

it('takes the least bad where none is', () => {
  const pick = pickPlausible([end(0, { lint: false }), end(1), end(2)], settings)
  expect(pick).toMatchObject({
    holds: false,
    record: { picked: 1, fallbackLevel: { level: 1, name: 'edited and lints' } },
    reason: 'no attempt is plausible; the least bad is attempt 1 by p/m (edited and lints): breaks 1 test',
  })
})

it('takes an attempt without a patch by the order of the article, and then offers none of it', () => {
  const pick = pickPlausible([end(0, { hasPatch: false }), end(1)], { ...settings, fallback: 'article' })
  expect(pick.record.picked).toBe(0)
  expect(pick.candidates.map(({ attemptIndex }) => attemptIndex)).toEqual([1])
})

it('takes nothing of nothing', () => {
  expect(pickPlausible([], settings)).toMatchObject({ candidates: [], record: { picked: null } })
})
