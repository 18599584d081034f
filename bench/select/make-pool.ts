import type { GradableInstance } from '../../src/domain/index.ts'
import type { GivenPatch } from './given-patches.ts'
import type { Judge, Judgement } from './judge.ts'
import { openMutants, type Mutant, type MutantEnd, type MutantSource } from './mutants.ts'
import type { PatchDesk, RewrittenPatch } from './patch-desk.ts'
import type { LabelledPatch } from './pool-row.ts'

export interface PoolRequest {
  readonly instance: GradableInstance
  readonly given: readonly GivenPatch[]
  readonly desk: PatchDesk
  readonly judge: Judge
  readonly timeoutMs: number
  /** Mutants whose tests run at once. */
  readonly jobs: number
  /** Mutants whose tests are run, at most. */
  readonly tries: number
}

export interface Pool {
  readonly candidates: readonly LabelledPatch[]
  /** How often what happened, for people. */
  readonly counts: Readonly<Record<string, number>>
}

const mostMutants = 8

/** All labelled patches of an instance: what was given, as far as it can be told here, and mutants of the fixes. */
export async function makePool(request: PoolRequest): Promise<Pool> {
  const tally = createTally()
  const drafts = await rewriteAll(request, tally)
  const given = await labelGiven(drafts, request, tally)
  const known = drafts.map(({ patch }) => patch)
  const mutants = await keepMutants(given, { ...request, known, tally })
  return { candidates: [...given, ...mutants], counts: tally.counts }
}

interface Tally {
  readonly counts: Readonly<Record<string, number>>
  add(what: string): void
}

function createTally(): Tally {
  const counts: Record<string, number> = {}
  return { counts, add: (what) => void (counts[what] = (counts[what] ?? 0) + 1) }
}

type Draft = Pick<GivenPatch, 'origin' | 'source'> & RewrittenPatch & { readonly copies: number }

/** Each change once, under the name of who came first. */
async function rewriteAll({ given, desk }: PoolRequest, tally: Tally): Promise<readonly Draft[]> {
  const drafts = new Map<string, Draft>()
  for (const { origin, source, text } of given) {
    tally.add(`${origin} given`)
    const rewritten = await desk.rewrite(text)
    if (!rewritten) {
      tally.add(`${origin} does not apply`)
      continue
    }
    const known = drafts.get(rewritten.patch)
    if (known) tally.add(`${origin} there already`)
    if (rewritten.dropped.length > 0) tally.add(`${origin} with leftovers`)
    drafts.set(
      rewritten.patch,
      known ? { ...known, copies: known.copies + 1 } : { ...rewritten, origin, source, copies: 1 },
    )
  }
  return [...drafts.values()]
}

async function labelGiven(
  drafts: readonly Draft[],
  { instance, judge, timeoutMs }: PoolRequest,
  tally: Tally,
): Promise<readonly LabelledPatch[]> {
  const judgements = await judge(
    instance,
    drafts.map(({ patch }) => patch),
    { timeoutMs },
  )
  const labelled: LabelledPatch[] = []
  for (const [index, draft] of drafts.entries()) {
    const judgement = judgements[index]
    if (judgement?.kind !== 'graded') {
      tally.add(`${draft.origin} untold (${(judgement?.reason ?? '').slice(0, 60)})`)
      continue
    }
    const { resolved, broken } = judgement
    tally.add(`${draft.origin} ${resolved ? 'right' : 'wrong'}`)
    if (!resolved && draft.origin === 'system') continue
    if (!resolved && judgement.unfixed === 0) {
      // It fixes the issue and breaks something else: unless the other thing fails now and then by itself.
      const [again] = await judge(instance, [draft.patch], { timeoutMs, repetition: 2 })
      if (again?.kind !== 'graded' || again.resolved) {
        tally.add(`${draft.origin} unsteady`)
        continue
      }
    }
    labelled.push({ ...draft, id: `c${labelled.length + 1}`, resolved, parent: null, brokenP2P: broken })
  }
  return labelled
}

interface MutantRequest extends PoolRequest {
  /** Patches that are no mutants, whatever they came from. */
  readonly known: readonly string[]
  readonly tally: Tally
}

/** Mutants that leave something of the issue unfixed and break nothing else. */
async function keepMutants(
  given: readonly LabelledPatch[],
  request: MutantRequest,
): Promise<readonly LabelledPatch[]> {
  const { instance, desk, judge, timeoutMs, jobs, tries, known, tally } = request
  const kept: LabelledPatch[] = []
  const parents = given.filter(({ resolved }) => resolved)
  using mutants = await openMutants(parents, { desk, seed: instance.instanceId, known })
  for (let tried = 0; kept.length < mostMutants && tried < tries;) {
    const round = await takeRound(mutants, Math.min(jobs, tries - tried))
    if (round.length === 0) break
    tried += round.length
    const judgements = await judge(
      instance,
      round.map(({ patch }) => patch),
      { timeoutMs },
    )
    for (const [index, mutant] of round.entries()) {
      const end = endOf(judgements[index])
      tally.add(`mutant ${end}`)
      mutants.learn(mutant, end)
      if (end !== 'kept' || kept.length === mostMutants) continue
      const { patch, parent, source } = mutant
      const id = `c${given.length + kept.length + 1}`
      const common = { origin: 'mutant', resolved: false, brokenP2P: 0, copies: 1, dropped: [] } as const
      kept.push({ id, patch, source, parent, ...common })
    }
  }
  return kept
}

async function takeRound(source: MutantSource, count: number): Promise<readonly Mutant[]> {
  const taken: Mutant[] = []
  for (let next = await source.next(); next; next = await source.next()) {
    taken.push(next)
    if (taken.length === count) break
  }
  return taken
}

function endOf(judgement: Judgement | undefined): MutantEnd {
  if (judgement?.kind !== 'graded') return 'untold'
  if (judgement.resolved) return 'right'
  // Where no test came to an end, it broke more than it left unfixed.
  if (judgement.broken > 0 || judgement.unfixed === null) return 'breaks others'
  return judgement.unfixed > 0 ? 'kept' : 'untold'
}
