import type { ScriptRun, ScriptVerdict } from '../domain/index.ts'
import { classifyCandidates } from './classes/candidate-classes.ts'
import type { Cell } from './observe/matrix.ts'
import type { Observations } from './observe/observe-pool.ts'
import { poolPatches, poolTests, type TestOrigin } from './pool.ts'
import { patchSigns } from './signs/patch-signs.ts'
import { judgeTests } from './tests/judge-tests.ts'

/** A verdict, with what was printed beside it where that matters: `fixed: 4`. Several are repetitions. */
export type FakeCell = string | readonly string[]

export interface FakePool {
  /** Any texts; patches that are equal up to blanks are one code. */
  readonly patches: readonly string[]
  readonly tests?: readonly {
    readonly text?: string
    readonly origin?: TestOrigin
    readonly base: FakeCell
    /** By patch. */
    readonly on: readonly FakeCell[]
  }[]
  /** Existing tests that each patch breaks; without them none are run. */
  readonly broken?: readonly (readonly string[])[]
}

/** Observations that nothing had to be run for. Patch n is attempt n's. */
export function fakeObservations({ patches, tests = [], broken }: FakePool): Observations {
  const entries = patches.map((patch, at) => ({
    patch,
    label: `attempt ${at}`,
    attemptIndex: at,
    evidence: null,
  }))
  const pooled = poolPatches(entries)
  const rowOf = (at: number): number => pooled[at]?.entries[0] ?? 0
  const matrix = {
    tests: poolTests(
      tests.map(({ text, origin }, at) => ({
        test: { language: 'python', text: text ?? `test number ${at} of this pool` },
        origin: origin ?? { from: 'given', path: `t${at}.py` },
      })),
    ),
    patches: pooled,
    base: tests.map(({ base }) => fakeCell(base)),
    cells: pooled.map((_, at) => tests.map(({ on }) => fakeCell(on[rowOf(at)] ?? 'crashed'))),
    unapplied: [],
  }
  const runs = pooled.map((_, at) => ({
    comparison: {
      broken: [...(broken?.[rowOf(at)] ?? [])],
      fixed: [],
      stillFailing: [],
      flaky: [],
      stillPassing: [],
    },
    timedOut: false,
  }))
  const textKeys = pooled.map(({ patch }) => patch.replaceAll(/\s/g, ''))
  return {
    issue: '',
    corpus: [],
    findings: pooled.map(() => []),
    syntaxErrors: pooled.map(() => []),
    patchSigns: patchSigns({ matrix, corpus: [], probes: null, calls: null, findings: [] }),
    signs: pooled.map(() => 0),
    verifier: null,
    entries,
    matrix,
    tests: judgeTests(matrix),
    regression: broken === undefined ? null : { files: ['tests'], left: [], passing: 1, runs },
    baseFiles: [],
    probes: null,
    calls: null,
    textKeys,
    classes: classifyCandidates({ matrix, textKeys, regression: runs }),
    counts: { ran: 0, known: 0, busyMs: 0 },
  }
}

function fakeCell(cell: FakeCell): Cell {
  const runs = [cell].flat().map(fakeRun)
  const flaky = new Set(runs.map(({ verdict }) => verdict)).size > 1
  return { runs, flaky, noisy: !flaky && new Set(runs.map(({ output }) => output)).size > 1 }
}

const exitCodes: Readonly<Record<ScriptVerdict, number>> = { fixed: 0, present: 2, crashed: 1, timeout: 137 }

/** One run whose verdict, and what it printed, a text says. */
export function fakeRun(text: string): ScriptRun {
  const [, word, output = ''] = /^(\w+)(?:: (.*))?$/s.exec(text) ?? []
  const verdict = word === 'fixed' || word === 'present' || word === 'timeout' ? word : 'crashed'
  return { verdict, exitCode: exitCodes[verdict], output, durationMs: 1 }
}
