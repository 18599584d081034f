import { describe, expect, it } from 'vitest'
import type { Evidence } from '../../domain/index.ts'
import { verdictOf, type SeenAttempt } from './attempt-verdict.ts'

const tests = { fixed: ['a'], broken: [], stillFailing: ['old'], flaky: [], stillPassing: ['b'] }
const evidence: Evidence = { plausible: true, reason: 'fixes 1 failing test', tests, failCommand: null }
const seen: SeenAttempt = { edits: true, faults: [], evidence }

describe('verdictOf', () => {
  it('says why an attempt is plausible', () => {
    expect(verdictOf(seen, 'baseline')).toMatchObject({ plausible: true, reason: 'fixes 1 failing test' })
    expect(verdictOf({ ...seen, edits: null }, 'baseline').check.edits).toBe(true)
  })

  it('holds what failed before against it by the rule of the article alone', () => {
    expect(verdictOf(seen, 'article')).toMatchObject({ plausible: false, reason: '1 tests still fail' })
    const clean = { ...seen, evidence: { ...evidence, tests: { ...tests, stillFailing: [] } } }
    expect(verdictOf(clean, 'article').plausible).toBe(true)
  })

  it('names all that speaks against one', () => {
    const broken: Evidence = { ...evidence, plausible: false, reason: 'breaks 1 test' }
    const bad = { edits: false, faults: ['a.py, line 1: x', 'a.py, line 2: y'], evidence: broken }
    expect(verdictOf(bad, 'baseline')).toEqual({
      check: { hasPatch: true, edits: false, lint: false, tests: false },
      plausible: false,
      reason:
        'its last edits did not all apply; 2 faults in what it changed, the first: a.py, line 1: x; breaks 1 test',
    })
  })

  it('calls nothing plausible on which nothing ran, or that is not there', () => {
    const unseen = { plausible: false, reason: 'nothing could be run', tests: null, failCommand: null }
    expect(verdictOf({ ...seen, evidence: unseen }, 'article')).toMatchObject({
      check: { tests: null },
      plausible: false,
      reason: 'nothing could be run',
    })
    expect(verdictOf(null, 'baseline')).toMatchObject({ plausible: false, reason: 'it left no patch' })
  })
})
