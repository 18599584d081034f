import { describe, expect, it } from 'vitest'
import { fakeObservations } from '../fake-observations.ts'
import { openContest } from '../selectors/contest.ts'
import { changedLines } from './changed-lines.ts'
import { showEvidence } from './show-evidence.ts'
import { showFiles } from './show-files.ts'

const patch = (path: string, hunk: string): string =>
  `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ ${hunk} @@\n-x\n+y\n`
const numbered = (count: number): string =>
  Array.from({ length: count }, (_, at) => `line ${at + 1}\n`).join('')

it('finds the lines that a patch changes in the files as they were', () => {
  const created =
    'diff --git a/new.py b/new.py\nnew file mode 100644\n--- /dev/null\n+++ b/new.py\n@@ -0,0 +1 @@\n+y\n'
  const found = changedLines(`${patch('a.py', '-3,2 +3 @@\n-x\n@@ -9 +8')}${created}`)
  expect([...found]).toEqual([
    [
      'a.py',
      [
        [3, 4],
        [9, 9],
      ],
    ],
  ])
})

describe('the files that candidates touch', () => {
  const baseFiles = [
    ['long.py', numbered(3_000)],
    ['short.py', 'x = 1\n'],
    ['other.py', 'not touched\n'],
    ['CHANGELOG.md', 'prose\n'],
  ] as const
  const patches = [
    patch('long.py', '-1500 +1500') + patch('CHANGELOG.md', '-1 +1'),
    patch('short.py', '-1 +1'),
  ]

  it('are shown whole without a budget', () => {
    const text = showFiles({ baseFiles }, patches, { maxTokens: null })
    expect(text.split('\n')).toHaveLength(3_000 + 2 + 1 + 3)
    expect(text).not.toMatch(/not touched|prose|left out/)
  })

  it('are cut to the surroundings of the changes within one', () => {
    const text = showFiles({ baseFiles }, patches, { maxTokens: 500 })
    expect(text).toContain('<file path="long.py">\n[... 1449 lines left out ...]\nline 1450\n')
    expect(text).toContain('line 1550\n[... 1450 lines left out ...]\n</file>')
    expect(text).toContain('<file path="short.py">\nx = 1\n</file>')
  })
})

it('says what was seen of candidates and what sets two of them apart', () => {
  const observations = fakeObservations({
    patches: ['a', 'b', 'a  '],
    tests: [
      { text: 'one', base: 'present', on: ['fixed: 4', 'present: 5', 'fixed: 4'] },
      { text: 'two or so', base: 'fixed', on: ['fixed', 'fixed', 'fixed'] },
    ],
    broken: [[], ['t.one'], []],
  })
  const contest = openContest(observations, [0, 1], { names: 'numbers', seed: 0 })
  expect(showEvidence(observations, contest?.shown ?? [])).toMatchInlineSnapshot(`
    "- script T0: without a patch it fails; 0 passes, 1 fails
    - script T1: without a patch it passes; 0 passes, 1 passes (vacuous: it passes before any change)
    - 0 breaks 0 of 0 existing tests of tests and mends 0 that failed
    - 1 breaks 1 of 1 existing tests of tests (t.one) and mends 0 that failed
    - independent attempts that arrived at it: 0 2, 1 1
    - 0 and 1 are set apart by T0, t.one; in T0 0 prints "4" where 1 prints "5""
  `)
})
