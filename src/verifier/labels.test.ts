import { describe, expect, it } from 'vitest'
import { labelProbability } from './label-probability.ts'
import { checkSpelling, spellLabels, type SpelledLabels } from './label-spelling.ts'

describe('labelProbability', () => {
  it.each([
    [Math.log(0.6), Math.log(0.2), 0.75],
    [-1, -1, 0.5],
    [-2000, -2001, 1 / (1 + Math.exp(-1))],
    [-2001, -2000, 1 / (1 + Math.E)],
    [0, -5000, 1],
    [-5000, 0, 0],
  ])('%d against %d', (yes, no, wanted) => {
    expect(labelProbability(yes, no)).toBeCloseTo(wanted, 12)
    expect(labelProbability(yes, no) + labelProbability(no, yes)).toBeCloseTo(1, 12)
  })
})

describe('checkSpelling', () => {
  const labels = { resolved: 'YES', unresolved: 'NO' }
  const probe = (
    bare: readonly [number, number] | null,
    spaced: readonly [number, number] | null,
  ): readonly SpelledLabels[] => [
    { spelling: 'bare', yes: bare && Math.log(bare[0]), no: bare && Math.log(bare[1]) },
    { spelling: 'spaced', yes: spaced && Math.log(spaced[0]), no: spaced && Math.log(spaced[1]) },
  ]
  const check = (seen: readonly SpelledLabels[], wanted: 'bare' | 'spaced' | null = null) =>
    checkSpelling(seen, { labels, wanted, likeliest: ['Let', ' me'] })

  it('spells labels', () => {
    expect([spellLabels(labels, 'bare'), spellLabels(labels, 'spaced')]).toEqual([
      ['YES', 'NO'],
      [' YES', ' NO'],
    ])
  })

  it('takes the spelling of training rows without a word where the model says it', () => {
    expect(check(probe([0.7, 0.29], [0.001, 0.0001]))).toEqual({ ok: true, spelling: 'bare', warnings: [] })
    expect(check(probe([0.7, 0.29], null))).toEqual({ ok: true, spelling: 'bare', warnings: [] })
  })

  it('names the trap where the model says a blank first', () => {
    const seen = probe([0.01, 0.02], [0.6, 0.3])
    const warning = expect.stringContaining(
      "goes on with ' YES' and ' NO' (90 %), and training rows have 'YES' and 'NO', without a blank",
    )
    expect(check(seen)).toEqual({ ok: true, spelling: 'spaced', warnings: [warning] })
    expect(check(seen, 'bare')).toMatchObject({
      ok: true,
      spelling: 'bare',
      warnings: [warning, expect.any(String)],
    })
  })

  it('says so where a blank is asked for and the model says none', () => {
    expect(check(probe([0.7, 0.2], [0.03, 0.01]), 'spaced')).toMatchObject({
      spelling: 'spaced',
      warnings: [expect.stringContaining("the model says 'YES' and 'NO' (90 %)"), expect.any(String)],
    })
  })

  it('warns of a model that would rather say something else', () => {
    expect(check(probe([0.02, 0.01], null))).toMatchObject({
      spelling: 'bare',
      warnings: [expect.stringContaining("'Let', ' me' is likelier")],
    })
  })

  it('takes none where nothing is told of both labels', () => {
    const half: readonly SpelledLabels[] = [{ spelling: 'bare', yes: -1, no: null }]
    expect(check(half)).toMatchObject({ ok: false, reason: expect.stringContaining("it would say 'Let'") })
    expect(check(probe([0.5, 0.5], null), 'spaced')).toMatchObject({ ok: false })
    expect(checkSpelling([], { labels, wanted: null, likeliest: [] })).toMatchObject({
      reason: expect.stringContaining('no log-probabilities at all'),
    })
  })
})
