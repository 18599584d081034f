import { expect, it } from 'vitest'
import { noUsage, type Candidate } from '../../domain/index.ts'
import { patchIdOf } from '../../selection/index.ts'
import type { MadeAttempt } from './attempt-row.ts'
import { candidateRows, predictionOf, selectionLine, type Pool } from './pool-lines.ts'
import { solveResultSchema, type SolveResult } from '../solve/solve-records.ts'

const patchOf = (line: string): string =>
  `diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-x\n+${line}\n`
const [one, two] = [patchOf('one'), patchOf('two and more')]

const candidateOf = (patch: string, attemptIndex: number, rank: number): Candidate => ({
  attemptIndex,
  rank,
  patch,
  summary: '',
  evidence: {
    plausible: true,
    reason: '',
    tests: { broken: [], fixed: ['t'], stillFailing: [], stillPassing: ['u', 'v'], flaky: [] },
    failCommand: null,
  },
  score: 1,
})

const attemptOf = (
  attempt: number,
  patches: readonly string[],
  kind: 'submitted' | 'infra',
): MadeAttempt => ({
  row: {
    instanceId: 'o__r-1',
    repo: 'o/r',
    runId: 'run/o__r-1',
    attempt,
    exit: { kind, reason: '' },
    patch: kind === 'infra' ? null : (patches[0] ?? ''),
    turns: 3,
    usage: noUsage,
    durationMs: 1,
  },
  candidates: patches.map((patch, rank) => candidateOf(patch, attempt, rank)),
})

const result: SolveResult = solveResultSchema.parse({
  kind: 'solve',
  v: 1,
  status: 'done',
  reason: '',
  chosen: 0,
  candidates: [candidateOf(two, 1, 0), candidateOf(one, 0, 0)],
  evidence: null,
  testCommand: null,
  failCommand: null,
  sandbox: 'fake',
  attempts: [],
  infraCode: null,
  usage: noUsage,
  durationMs: 1,
  caveats: [],
  applied: null,
})

const pool: Pool = {
  instanceId: 'o__r-1',
  repo: 'o/r',
  attempts: [
    attemptOf(0, [one, two], 'submitted'),
    attemptOf(1, [two], 'submitted'),
    attemptOf(2, [], 'submitted'),
    attemptOf(3, [], 'infra'),
  ],
  result,
  verdicts: { resolved: new Map([[patchIdOf(one), true]]), infra: [] },
}

it('offers each attempt as it ranked its patches, and what each selector makes of them', () => {
  expect(selectionLine(pool)).toEqual({
    instanceId: 'o__r-1',
    candidates: [
      { resolved: true, hasPatch: true },
      { resolved: null, hasPatch: true },
      { resolved: null, hasPatch: true },
      { resolved: false, hasPatch: false },
    ],
    selectors: {
      chosen: { scores: [-1, -0, -0, null] },
      'weighted-voting': { scores: [-1, -0, -0, null] },
      'test-voting': { scores: [-1, -0, -0, null] },
      'plausible-first': { scores: [-1, -0, -0, null] },
      shortest: { scores: [-0, -1, -1, null] },
    },
  })
})

it('makes one row of a patch for a verifier, whoever offered it', () => {
  expect(candidateRows(pool).map(({ patch, tests, resolved }) => ({ patch, tests, resolved }))).toEqual([
    { patch: one, tests: { broken: 0, fixed: 1, stillPassing: 2 }, resolved: true },
    { patch: two, tests: { broken: 0, fixed: 1, stillPassing: 2 }, resolved: null },
  ])
})

it('predicts what was chosen, else the best ranked', () => {
  expect(predictionOf(result)).toBe(two)
  expect(predictionOf({ ...result, chosen: null })).toBe(two)
  expect(predictionOf({ ...result, chosen: null, candidates: [] })).toBeNull()
})
