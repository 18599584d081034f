import { describe, expect, it } from 'vitest'
import { fakeObservations } from '../fake-observations.ts'
import type { CallProbe } from '../probes/call-probe.ts'
import { createNaturalness } from './naturalness.ts'
import { patchLines } from './patch-lines.ts'
import { patchSigns } from './patch-signs.ts'
import { signOdds } from './sign-odds.ts'

const patchTo = (line: string): string =>
  `diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n def total(self):\n-    return 0\n+    ${line}\n`

const usual = 'def total(self):\n    return self.price\n\ndef name(self):\n    return self.label\n'.repeat(5)

describe('naturalness', () => {
  it('is surprised by what the project never writes', () => {
    const { surprise } = createNaturalness([usual])
    const bits = (line: string): number => Math.max(...(surprise([line])[0] ?? []))
    expect(bits('    return self - price')).toBeGreaterThan(bits('    return self.price'))
  })

  it('says nothing without any text', () => {
    expect(createNaturalness([]).surprise(['a = b'])).toEqual([[0, 0, 0, 0]])
  })
})

it('reads added, kept and touched lines of a patch', () => {
  expect(patchLines(patchTo('return 1'))).toEqual([
    {
      path: 'a.py',
      hunks: [
        [
          { text: 'def total(self):', added: false },
          { text: '    return 1', added: true },
        ],
      ],
      deleted: ['    return 0'],
      touched: [2],
    },
  ])
})

it('prefers the usual, what mends what the issue shows, and what does not fail by itself', () => {
  const outcome = (kind: 'value' | 'raise') => ({ snippet: 0, statement: 0, kind, text: '', out: '' })
  const call = (came: string): CallProbe => [['total() with these arguments', came]]
  const observations = {
    ...fakeObservations({ patches: [patchTo('return self.price'), patchTo('return self - price')] }),
    corpus: [usual],
    probes: {
      base: { records: [outcome('raise')], timedOut: false },
      runs: [
        { records: [outcome('value')], timedOut: false },
        { records: [outcome('raise')], timedOut: false },
      ],
    },
    calls: {
      base: call('returns 0'),
      runs: [call('returns 3'), call('raises TypeError: no in a changed line')],
    },
  }
  const [good, bad] = patchSigns(observations)
  expect(good).toMatchObject({ mends: 1, crashes: 0 })
  expect(bad).toMatchObject({ mends: 0, crashes: 1 })
  expect(bad?.peak).toBeGreaterThan(good?.peak ?? 1)
  const [first = 0, second = 0] = signOdds(observations)
  expect(first).toBeGreaterThan(second)
})
