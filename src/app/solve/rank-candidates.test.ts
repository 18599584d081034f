import { describe, expect, it } from 'vitest'
import type { Candidate } from '../../domain/index.ts'
import { rankCandidates } from './rank-candidates.ts'

const candidate = (
  patch: string,
  attemptIndex: number,
  more: { rank?: number; plausible?: boolean; broken?: number },
): Candidate => ({
  patch,
  attemptIndex,
  rank: more.rank ?? 0,
  summary: '',
  score: 0,
  evidence: {
    plausible: more.plausible ?? true,
    reason: '',
    failCommand: null,
    tests: {
      fixed: [],
      broken: Array.from({ length: more.broken ?? 0 }, (_, n) => `t${n}`),
      stillFailing: [],
      flaky: [],
      stillPassing: [],
    },
  },
})
const order = (...candidates: Candidate[]): string =>
  rankCandidates(candidates)
    .map(({ patch }) => patch)
    .join(' ')

describe('rankCandidates', () => {
  it('puts plausible patches first and those that break less before those that break more', () => {
    expect(
      order(
        candidate('bad', 0, { plausible: false, broken: 2 }),
        candidate('better', 0, { plausible: false, broken: 1 }),
        candidate('good', 1, { rank: 3 }),
      ),
    ).toBe('good better bad')
  })

  it('prefers what more attempts arrived at and shows it once', () => {
    expect(
      order(
        candidate('lone', 0, {}),
        candidate('shared', 1, { rank: 1 }),
        candidate('shared', 2, { rank: 2 }),
      ),
    ).toBe('shared lone')
  })

  it('does not depend on the order of arrival', () => {
    const all = [candidate('a', 0, {}), candidate('b', 1, {}), candidate('c', 2, { rank: 1 })]
    expect(order(...all)).toBe(order(...all.toReversed()))
  })
})
