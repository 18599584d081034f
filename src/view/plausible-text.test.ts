import { expect, it } from 'vitest'
import { renderPlausible } from './plausible-text.ts'

const failed = {
  hasPatch: true,
  edits: true,
  lint: true,
  tests: false,
  plausible: false,
  reason: 'breaks 1 test',
  brokenLinters: [],
}

it('says which attempt was plausible and why the others were not', () => {
  const lines = renderPlausible({
    rule: 'baseline',
    fallback: 'code',
    attempts: [
      { ...failed, attemptIndex: 0, model: 'p/a' },
      { ...failed, attemptIndex: 1, model: 'p/b', tests: true, plausible: true, reason: 'breaks no test' },
    ],
    picked: 1,
    fallbackLevel: null,
  })
  expect(`${lines.join('\n')}\n`).toMatchInlineSnapshot(`
    "  ATTEMPT  MODEL  PATCH  EDITS  LINT  TESTS
      0        p/a    ok     ok     ok    no     not plausible: breaks 1 test
    > 1        p/b    ok     ok     ok    ok     plausible: breaks no test
    Errors that count: those that were not there before; the first plausible one is taken.
    "
  `)
})

it('says once which linters could not look at which attempts', () => {
  const brokenLinters = ['tsc could not look at the edits']
  const attempts = [0, 1].map((attemptIndex) => ({ ...failed, attemptIndex, model: null, brokenLinters }))
  const lines = renderPlausible({
    rule: 'baseline',
    fallback: 'code',
    attempts,
    picked: null,
    fallbackLevel: null,
  })
  expect(lines).toContain('Attempts 0, 1: tsc could not look at the edits')
})

it('says what the least bad one was taken for', () => {
  const nothing = {
    ...failed,
    hasPatch: false,
    edits: null,
    lint: null,
    tests: null,
    reason: 'it left no patch',
  }
  const lines = renderPlausible({
    rule: 'article',
    fallback: 'article',
    attempts: [
      { ...nothing, attemptIndex: 0, model: null },
      { ...failed, attemptIndex: 1, model: null },
    ],
    picked: 1,
    fallbackLevel: { level: 1, name: 'edited and lints' },
  })
  expect(`${lines.join('\n')}\n`).toMatchInlineSnapshot(`
    "  ATTEMPT  MODEL  PATCH  EDITS  LINT  TESTS
      0        none   no     -      -     -      not plausible: it left no patch
    > 1        none   ok     ok     ok    no     not plausible: breaks 1 test
    Errors that count: all that remain (--plausible article); none is plausible: the first of level 1 (edited and lints) is taken, by the order of the article.
    "
  `)
})
