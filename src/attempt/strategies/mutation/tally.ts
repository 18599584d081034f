import { placeOf, type FileModel, type SpacedMutation } from '../../../mutate/index.ts'

/** How many changes of each kind were tried. */
export interface TriedCounts {
  readonly operators: Readonly<Record<string, number>>
  readonly places: Readonly<Record<string, number>>
}

export interface Tally {
  readonly add: (tried: SpacedMutation) => void
  /** Until now. */
  readonly counts: () => TriedCounts
}

export function createTally(models: ReadonlyMap<string, FileModel>): Tally {
  const operators: Record<string, number> = {}
  const places: Record<string, number> = {}
  const count = (counts: Record<string, number>, name: string): void => {
    counts[name] = (counts[name] ?? 0) + 1
  }
  return {
    add: ({ path, mutation }) => {
      const model = models.get(path)
      count(operators, mutation.operator)
      count(places, model ? placeOf(model, mutation.line) : 'unknown')
    },
    counts: () => ({ operators: { ...operators }, places: { ...places } }),
  }
}
