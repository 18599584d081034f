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
  learnedFrom: z.object({ attempts: z.number().int(), instances: z.number().int() }),
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

/** Of every kind, so many finds that luck had are added to what was seen, so that little seen says little. */
const luckyFinds = 4

/** What right changes have in common, against what the same searches had to try. */
export function learnMutationPrior(found: readonly FoundChange[]): MutationPrior {
  return {
    kind: 'mutation-prior',
    v: 1,
    operators: liftsOf(found.map(({ operator, tried }) => ({ name: operator, tried: tried.operators }))),
    places: liftsOf(found.map(({ place, tried }) => ({ name: place, tried: tried.places }))),
    learnedFrom: {
      attempts: found.length,
      instances: new Set(found.map(({ instanceId }) => instanceId)).size,
    },
  }
}

interface Find {
  readonly name: string
  readonly tried: Counts
}

/** Finds of each name over the finds that blind luck would have had (the mean of a Gamma prior about 1); none of what was never tried. */
function liftsOf(finds: readonly Find[]): Record<string, number> {
  const expected = new Map<string, number>()
  const seen = new Map<string, number>()
  for (const { name, tried } of finds) {
    const total = Object.values(tried).reduce((sum, count) => sum + count, 0)
    seen.set(name, (seen.get(name) ?? 0) + 1)
    for (const [each, count] of Object.entries(tried))
      expected.set(each, (expected.get(each) ?? 0) + count / Math.max(1, total))
  }
  return Object.fromEntries(
    [...expected].map(([name, luck]) => [name, ((seen.get(name) ?? 0) + luckyFinds) / (luck + luckyFinds)]),
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
