import type { SelectionReport } from '../../domain/index.ts'
import { behaveAlike, type Cell } from '../observe/matrix.ts'
import { shortestCall } from '../signs/call-signs.ts'
import type { Observations } from '../observe/observe-pool.ts'

type Separation = SelectionReport['separations'][number]

/** What tells each pair of the given classes apart: a pair that nothing does has empty lists. */
export function separationsOf(observations: Observations, classes: readonly number[]): readonly Separation[] {
  return classes.flatMap((one, at) =>
    classes.slice(at + 1).map((other) => separate(observations, one, other)),
  )
}

function separate(observations: Observations, one: number, other: number): Separation {
  const { matrix, regression } = observations
  const [a, b] = [one, other].map((at) => observations.classes[at]?.patches[0] ?? 0)
  const [first, second] = [matrix.cells[a ?? 0] ?? [], matrix.cells[b ?? 0] ?? []]
  const tests = [...matrix.tests.keys()].filter((test) => !behaveAlike(first[test], second[test]))
  const broken = [a, b].map((patch) => new Set(regression?.runs[patch ?? 0]?.comparison.broken))
  const existing = [...new Set(broken.flatMap((set) => [...set]))].filter(
    (test) => broken[0]?.has(test) !== broken[1]?.has(test),
  )
  const differences = tests.flatMap((test) => {
    const lines = differingLines(first[test], second[test])
    return lines === null ? [] : [{ test, lines }]
  })
  const [shortest] = differences.toSorted((x, y) => lengthOf(x.lines) - lengthOf(y.lines))
  const { calls } = observations
  const call = shortestCall(calls?.runs[a ?? 0], calls?.runs[b ?? 0])
  return {
    classes: [one, other],
    tests,
    existing,
    shortest: shortest ?? null,
    call: call && { call: call.call, outcomes: [...call.outcomes] },
  }
}

function lengthOf([one, other]: readonly [string, string]): number {
  return one.length + other.length
}

/** The first lines in which two outputs differ; null where they print the same. */
function differingLines(one: Cell | undefined, other: Cell | undefined): [string, string] | null {
  const [a, b] = [one, other].map((cell) => (cell?.runs[0]?.output ?? '').split('\n'))
  const length = Math.max(a?.length ?? 0, b?.length ?? 0)
  for (let at = 0; at < length; at += 1) {
    const lines: [string, string] = [a?.[at] ?? '', b?.[at] ?? '']
    if (lines[0] !== lines[1]) return [cut(lines[0]), cut(lines[1])]
  }
  return null
}

function cut(line: string): string {
  return line.length > 300 ? `${line.slice(0, 300)} ...` : line
}
