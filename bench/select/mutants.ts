import { applyMutation } from '../../src/mutate/index.ts'
import { createRandom, sha256, type Random } from '../../src/std/index.ts'
import { createSyntax, type SyntaxParser } from '../../src/syntax/index.ts'
import { countErrors, mutationSites, type MutationSite } from './mutation-sites.ts'
import type { PatchDesk } from './patch-desk.ts'

export interface MutantParent {
  readonly id: string
  readonly patch: string
}

export interface Mutant {
  readonly parent: string
  readonly patch: string
  /** The operator with its place. */
  readonly source: string
  readonly traits: Traits
}

/** What a mutant has in common with others. */
interface Traits {
  readonly operator: string
  readonly line: string
  readonly around: string
}

/** What became of a mutant: still a fix, one that breaks other things, a fault that was looked for, or not told. */
export type MutantEnd = 'right' | 'breaks others' | 'kept' | 'untold'

/** One-site changes of fixes, each fix in turn, of many kinds, those first that lie where others were kept. */
export interface MutantSource extends Disposable {
  /** The next whose text is new and parses; null when there is none. */
  next(): Promise<Mutant | null>
  learn(mutant: Mutant, end: MutantEnd): void
}

/** The same seed and the same lessons give the same mutants. */
export async function openMutants(
  parents: readonly MutantParent[],
  {
    desk,
    seed,
    known,
  }: { readonly desk: PatchDesk; readonly seed: string; readonly known: Iterable<string> },
): Promise<MutantSource> {
  const random = createRandom(Number.parseInt(sha256(seed).slice(0, 8), 16))
  const syntax = createSyntax()
  const lessons = createLessons()
  const seen = new Set(known)
  const queues: Queue[] = []
  for (const parent of parents) {
    const sites = await mutationSites(await desk.changesOf(parent.patch), syntax)
    queues.push({ parent, taken: 0, waiting: sites.map((site) => toWaiting(site, random)) })
  }
  return {
    next: async () => {
      for (;;) {
        const queue = queues
          .filter(({ waiting }) => waiting.length > 0)
          .toSorted((a, b) => a.taken - b.taken)[0]
        if (!queue) return null
        const site = takeBest(queue, lessons)
        if (!site) continue
        const patch = await render(queue.parent, site, { desk, syntax })
        if (patch === null || seen.has(patch)) continue
        seen.add(patch)
        queue.taken += 1
        const source = `${site.mutation.operator} at ${site.file.path}:${site.mutation.line}`
        return { parent: queue.parent.id, patch, source, traits: site.traits }
      }
    },
    learn: ({ traits }, end) => lessons.add(traits, end),
    [Symbol.dispose]: () => syntax[Symbol.dispose](),
  }
}

interface Waiting extends MutationSite {
  readonly traits: Traits
  readonly weight: number
}

interface Queue {
  readonly parent: MutantParent
  waiting: readonly Waiting[]
  /** How many mutants came of it. */
  taken: number
}

/** Small slips rather than great ones, on the lines of the fix rather than near it, and chance between likes. */
function toWaiting(site: MutationSite, random: Random): Waiting {
  const { mutation, file, line, around, isNear } = site
  const weight = mutation.prior ** 0.25 * (isNear ? 1 : 0.5) * (0.5 + random.next())
  const traits = {
    operator: mutation.operator,
    line: `${file.path}: ${line}`,
    around: `${file.path}: ${around}`,
  }
  return { ...site, weight, traits }
}

function takeBest(queue: Queue, lessons: Lessons): Waiting | null {
  let best: Waiting | null = null
  let bestScore = 0
  for (const site of queue.waiting) {
    const score = site.weight * lessons.factor(site.traits)
    if (score > bestScore) [best, bestScore] = [site, score]
  }
  queue.waiting = best ? queue.waiting.filter((site) => site !== best) : []
  return best
}

interface Lessons {
  add(traits: Traits, end: MutantEnd): void
  /** Between 0 and 1. */
  factor(traits: Traits): number
}

/** So many of one kind, and no more. */
const mostOfOperator = 3
/** After so many, other lines are tried before it. */
const mostOfLine = 2

function createLessons(): Lessons {
  const ends = new Map<string, Record<MutantEnd, number>>()
  const endsOf = (trait: string): Record<MutantEnd, number> =>
    ends.get(trait) ?? { right: 0, 'breaks others': 0, kept: 0, untold: 0 }
  return {
    add: (traits, end) => {
      for (const trait of Object.values(traits)) {
        const known = endsOf(trait)
        ends.set(trait, { ...known, [end]: known[end] + 1 })
      }
    },
    factor: ({ operator, line, around }) => {
      const own = endsOf(operator)
      if (own.kept >= mostOfOperator) return 0
      const crude = own['breaks others'] + own.untold
      // Where changes do nothing, no test of the issue comes by; where they do too much, another kind may not.
      const places = [line, around]
        .map(endsOf)
        .map(({ kept, right }) => (Math.min(kept, mostOfLine) + 1) / (kept + right + 2))
      return places.reduce((product, rate) => product * rate, 2 / ((2 + crude) * (1 + own.kept)))
    },
  }
}

async function render(
  { patch }: MutantParent,
  { file, mutation, errors }: MutationSite,
  { desk, syntax }: { readonly desk: PatchDesk; readonly syntax: SyntaxParser },
): Promise<string | null> {
  const text = applyMutation(file.text, mutation)
  if ((await countErrors(syntax, { path: file.path, text })) > errors) return null
  const mutant = await desk.withContent(patch, { path: file.path, text })
  return mutant === '' ? null : mutant
}
