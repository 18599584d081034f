import { z } from 'zod'
import type { FileModel } from './file-model.ts'
import type { Mutation } from './mutation.ts'

/** How much likelier than others some changes have turned out, by what they do and where; 1 is as likely as expected. */
export const mutationPriorSchema = z.strictObject({
  kind: z.literal('mutation-prior'),
  v: z.literal(1),
  /** By operator. */
  operators: z.record(z.string(), z.number().positive()),
  /** By the type of the statement that is changed, as the grammar names it. */
  places: z.record(z.string(), z.number().positive()),
  learnedFrom: z.object({ attempts: z.number().int(), instanceIds: z.array(z.string()) }),
})
export type MutationPrior = Readonly<z.infer<typeof mutationPriorSchema>>

/** A search that found a right change: what it was, and how often each kind had been tried by then. */
export interface FoundChange {
  readonly instanceId: string
  readonly operator: string
  readonly place: string
  readonly tried: { readonly operators: Counts; readonly places: Counts }
}

type Counts = Readonly<Record<string, number>>

/**
 * Of every kind, so many finds that luck had are added to what was seen, so that little seen says little. Places more than
 * operators: left to themselves they make searches worse (docs/measurements.md, "A learned order").
 */
const luckyFinds = { operators: 8, places: 32 }

/**
 * What right changes have in common, against what the same searches had to try. What was found under an earlier prior
 * says something of that one, so that the two are multiplied; of an instance that taught it already nothing is learned twice.
 */
export function learnMutationPrior(
  all: readonly FoundChange[],
  before: MutationPrior | null = null,
): MutationPrior {
  const known = new Set(before?.learnedFrom.instanceIds ?? [])
  const found = all.filter(({ instanceId }) => !known.has(instanceId))
  const operators = found.map(({ instanceId, operator, tried }) => ({
    instanceId,
    name: operator,
    tried: tried.operators,
  }))
  const places = found.map(({ instanceId, place, tried }) => ({
    instanceId,
    name: place,
    tried: tried.places,
  }))
  return {
    kind: 'mutation-prior',
    v: 1,
    operators: multiplied(before?.operators ?? {}, liftsOf(operators, luckyFinds.operators)),
    places: multiplied(before?.places ?? {}, liftsOf(places, luckyFinds.places)),
    learnedFrom: {
      attempts: (before?.learnedFrom.attempts ?? 0) + found.length,
      instanceIds: [...new Set([...known, ...found.map(({ instanceId }) => instanceId)])].toSorted(),
    },
  }
}

function multiplied(a: Counts, b: Counts): Record<string, number> {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return Object.fromEntries([...names].map((name) => [name, (a[name] ?? 1) * (b[name] ?? 1)]))
}

interface Find {
  readonly instanceId: string
  readonly name: string
  readonly tried: Counts
}

/**
 * Finds of each name over the finds that blind luck would have had (the mean of a Gamma prior about 1); none of what was
 * never tried. Finds of one instance count as one together: they are mostly the same.
 */
function liftsOf(finds: readonly Find[], lucky: number): Record<string, number> {
  const expected = new Map<string, number>()
  const seen = new Map<string, number>()
  const ofInstance = new Map<string, number>()
  for (const { instanceId } of finds) ofInstance.set(instanceId, (ofInstance.get(instanceId) ?? 0) + 1)
  for (const { instanceId, name, tried } of finds) {
    const weight = 1 / (ofInstance.get(instanceId) ?? 1)
    const total = Object.values(tried).reduce((sum, count) => sum + count, 0)
    seen.set(name, (seen.get(name) ?? 0) + weight)
    for (const [each, count] of Object.entries(tried))
      expected.set(each, (expected.get(each) ?? 0) + (weight * count) / Math.max(1, total))
  }
  return Object.fromEntries(
    [...expected].map(([name, luck]) => [name, ((seen.get(name) ?? 0) + lucky) / (luck + lucky)]),
  )
}

/** Of a change, in (0, 1]: the likeliest kind at the likeliest place has 1. */
export function priorFactor({
  operators,
  places,
}: MutationPrior): (mutation: Pick<Mutation, 'operator'>, place: string) => number {
  const most = (lifts: Counts): number => Math.max(1, ...Object.values(lifts))
  const best = most(operators) * most(places)
  return ({ operator }, place) => ((operators[operator] ?? 1) * (places[place] ?? 1)) / best
}

/** The type of the statement that a line's changes are charged to. */
export function placeOf(model: FileModel, line: number): string {
  return model.nodesByLine[line]?.[0]?.type ?? 'unknown'
}
