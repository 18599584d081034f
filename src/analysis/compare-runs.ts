import { signTest } from '../std/index.ts'
import type { GradedInstance } from './graded-instance.ts'

/** Two runs on the instances that both were given. Ids are sorted. */
export interface RunComparison {
  readonly both: readonly string[]
  readonly onlyFirst: readonly string[]
  readonly onlySecond: readonly string[]
  readonly neither: readonly string[]
  /** Left out of the comparison: in one run only, or without a verdict in either. */
  readonly leftOut: readonly string[]
  /** How likely a difference at least as large is between equal systems: exact McNemar test, two-sided. */
  readonly p: number
}

export function compareRuns(
  first: readonly GradedInstance[],
  second: readonly GradedInstance[],
): RunComparison {
  const a = new Map(first.map((instance) => [instance.instanceId, instance.outcome]))
  const b = new Map(second.map((instance) => [instance.instanceId, instance.outcome]))
  const lists = { both: [], onlyFirst: [], onlySecond: [], neither: [], leftOut: [] } as {
    [K in Exclude<keyof RunComparison, 'p'>]: string[]
  }
  for (const id of [...new Set([...a.keys(), ...b.keys()])].toSorted()) {
    const one = a.get(id)
    const other = b.get(id)
    if (one === undefined || other === undefined || one === 'infra' || other === 'infra')
      lists.leftOut.push(id)
    else if (one === 'resolved') (other === 'resolved' ? lists.both : lists.onlyFirst).push(id)
    else (other === 'resolved' ? lists.onlySecond : lists.neither).push(id)
  }
  return { ...lists, p: signTest(lists.onlyFirst.length, lists.onlySecond.length) }
}
