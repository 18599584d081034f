import { wilsonInterval, type Interval } from '../std/index.ts'
import type { GradedInstance, InstanceOutcome } from './graded-instance.ts'

/** Resolved instances out of all, those without a verdict included. */
export interface Share {
  readonly name: string
  readonly resolved: number
  readonly total: number
  /** 95 %, Wilson. */
  readonly interval: Interval
}

export interface RunSummary {
  readonly all: Share
  readonly outcomes: Readonly<Record<InstanceOutcome, number>>
  /** Sorted by name; a group that no instance names is left out. */
  readonly byRepo: readonly Share[]
  readonly byDifficulty: readonly Share[]
  readonly byYear: readonly Share[]
}

export function summariseRun(instances: readonly GradedInstance[]): RunSummary {
  const outcomes = { resolved: 0, unresolved: 0, empty: 0, error: 0, infra: 0, missing: 0 }
  for (const { outcome } of instances) outcomes[outcome]++
  return {
    all: shareOf('all', instances),
    outcomes,
    byRepo: group(instances, ({ repo }) => repo),
    byDifficulty: group(instances, ({ difficulty }) => difficulty),
    byYear: group(instances, ({ createdAt }) => /^(?:19|20)\d\d(?=-)/.exec(createdAt ?? '')?.[0]),
  }
}

function group(
  instances: readonly GradedInstance[],
  nameOf: (instance: GradedInstance) => string | undefined,
): readonly Share[] {
  const groups = new Map<string, GradedInstance[]>()
  for (const instance of instances) {
    const name = nameOf(instance)
    if (name !== undefined && name !== '') groups.set(name, [...(groups.get(name) ?? []), instance])
  }
  return [...groups]
    .map(([name, members]) => shareOf(name, members))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function shareOf(name: string, instances: readonly GradedInstance[]): Share {
  const resolved = instances.filter(({ outcome }) => outcome === 'resolved').length
  return { name, resolved, total: instances.length, interval: wilsonInterval(resolved, instances.length) }
}
