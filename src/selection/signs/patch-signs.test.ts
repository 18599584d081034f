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
  const [first = 0, second = 0] = signOdds(patchSigns(observations))
  expect(first).toBeGreaterThan(second)
})

it('tells patches with code that can hardly be meant, by how far that goes', () => {
  const finding = { rule: 'r', line: 1, message: 'm' }
  const observations = {
    ...fakeObservations({ patches: [patchTo('return 1'), patchTo('return 2'), patchTo('return 3')] }),
    findings: [[], [{ ...finding, grade: 'odd' as const }], [{ ...finding, grade: 'wrong' as const }]],
  }
  expect(patchSigns(observations).map(({ odd, wrong }) => [odd, wrong])).toEqual([
    [0, 0],
    [1, 0],
    [0, 1],
  ])
})

it('holds newly failing statements of the issue against a patch, where nobody means such an error', () => {
  const outcome = (kind: 'value' | 'raise', text: string) => ({
    snippet: 0,
    statement: 0,
    kind,
    text,
    out: '',
  })
  const after = [outcome('value', '2'), outcome('raise', 'TypeError: no'), outcome('raise', 'ValueError: no')]
  const observations = {
    ...fakeObservations({ patches: after.map((_, at) => patchTo(`return ${at}`)) }),
    probes: {
      base: { records: [outcome('value', '1')], timedOut: false },
      runs: after.map((record) => ({ records: [record], timedOut: false })),
    },
  }
  expect(patchSigns(observations).map(({ crashes }) => crashes)).toEqual([0, 1, 0])
})

it('counts who else changes the same place', () => {
  const elsewhere = patchTo('return 4').replace('@@ -1,2 +1,2 @@', '@@ -90,2 +90,2 @@')
  const added = patchTo('return 5').replace('-    return 0\n', '')
  const patches = [patchTo('return 1'), patchTo('return 2'), elsewhere, added]
  const signs = patchSigns(fakeObservations({ patches }))
  expect(signs.map(({ company }) => company)).toEqual([2 / 3, 2 / 3, 0, 2 / 3])
  expect(patchSigns(fakeObservations({ patches: patches.slice(0, 1) }))[0]?.company).toBe(0)
})
