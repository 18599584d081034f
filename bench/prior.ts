/**
 * What a learned order of changes brings on programs that it was not learned on: `npm run bench:prior -- --outcomes FILE
 * [--splits 20] [--seed 1]`, FILE of `bench:try-changes`.
 *
 * Programs are split in two at random, again and again. On one half searches are made (four attempts of 200 changes at
 * temperatures 0.3 to 1), the resolved ones are sampled and a prior is learned, in two rounds as `improve` does; on the other
 * half it is counted how many searches hand in a right patch within so many changes. Nothing runs: what each change comes
 * to is in the file, so that hundreds of searches take a second.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { rejectionSample } from '../src/gym/index.ts'
import { learnMutationPrior, type FoundChange, type MutationPrior } from '../src/mutate/index.ts'
import { bootstrapInterval, createRandom, mean, readJsonLines, shuffled } from '../src/std/index.ts'
import { renderTable } from '../src/view/index.ts'
import { taskOutcomesSchema, type TaskOutcomes } from './prior/outcomes.ts'

const { values } = parseArgs({
  options: {
    outcomes: { type: 'string' },
    splits: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
})
if (values.outcomes === undefined) {
  console.error('give --outcomes FILE')
  process.exit(2)
}
const tasks = readJsonLines(readFileSync(values.outcomes, 'utf8'), taskOutcomesSchema)
const repos = [...new Set(tasks.map(({ repo }) => repo))].toSorted()
const within = [25, 50, 100, 200]
const temperatures = [0.3, 0.6, 0.8, 1]
const most = { changes: 200, plausible: 5 }

interface Policy {
  readonly name: string
  readonly cap: number | null
  readonly parts: readonly ('operators' | 'places')[]
}
const both = ['operators', 'places'] as const
const policies: readonly Policy[] = [
  { name: 'cap 1', cap: 1, parts: both },
  { name: 'cap 2', cap: 2, parts: both },
  { name: 'cap 3', cap: 3, parts: both },
  { name: 'no cap', cap: null, parts: both },
  { name: 'cap 2, operators alone', cap: 2, parts: ['operators'] },
  { name: 'cap 2, places alone', cap: 2, parts: ['places'] },
]

/** By policy and round: of each task the shares resolved within so many changes, a number for each split that measured it. */
type Measured = Map<string, number[][]>
const measured = new Map<string, Measured>()
for (let split = 0; split < Number(values.splits); split++) {
  const order = shuffled(repos, createRandom(Number(values.seed) * 1000 + split))
  const taught = new Set(order.slice(0, Math.ceil(order.length / 2)))
  const training = tasks.filter(({ repo }) => taught.has(repo))
  const left = tasks.filter(({ repo }) => !taught.has(repo))
  measure('round 0', left, null)
  for (const policy of policies) {
    const first = learnOn(training, null, policy)
    measure(`${policy.name}, round 1`, left, first)
    measure(`${policy.name}, round 2`, left, learnOn(training, first, policy))
  }
}
print()

function learnOn(training: readonly TaskOutcomes[], before: MutationPrior | null, policy: Policy) {
  const attempts = training.flatMap((task) =>
    temperatures.map((temperature, attempt) => {
      const { found, tried } = search(task, { prior: before, temperature, attempt })
      const best = found[0]
      return {
        instanceId: task.id,
        attemptId: `${task.id}/${attempt}`,
        resolved: best?.change.outcome === 2,
        effort: best?.at ?? most.changes,
        change: best ? toFound(task, { best, tried }) : null,
      }
    }),
  )
  const sampled = rejectionSample(attempts, policy.cap).flatMap(({ change }) => change ?? [])
  const learned = learnMutationPrior(sampled, before)
  return {
    ...learned,
    operators: policy.parts.includes('operators') ? learned.operators : {},
    places: policy.parts.includes('places') ? learned.places : {},
  }
}

type Change = TaskOutcomes['changes'][number]
interface Hit {
  readonly change: Change
  /** Changes tried by then. */
  readonly at: number
}

function toFound(
  { id }: TaskOutcomes,
  { best, tried }: { readonly best: Hit; readonly tried: readonly Change[] },
): FoundChange {
  const count = (nameOf: (change: Change) => string): Record<string, number> => {
    const counts: Record<string, number> = {}
    for (const change of tried.slice(0, best.at)) counts[nameOf(change)] = (counts[nameOf(change)] ?? 0) + 1
    return counts
  }
  const { operator, place } = best.change
  const counted = { operators: count((change) => change.operator), places: count((change) => change.place) }
  return { instanceId: id, operator, place, tried: counted }
}

interface SearchOptions {
  readonly prior: MutationPrior | null
  readonly temperature: number
  readonly attempt: number
}

/** One search: what it tried, in its order, and what passes the visible tests, the most preferred first. */
function search({ changes }: TaskOutcomes, { prior, temperature, attempt }: SearchOptions) {
  const random = createRandom(attempt + 1)
  const tried = changes
    .map((change) => {
      const learned =
        (prior?.operators[change.operator] ?? 1) * (prior?.places[change.place] ?? 1) * change.score
      return { change, score: learned * (1 + temperature * (random.next() * 2 - 1)) }
    })
    .toSorted((a, b) => b.score - a.score)
    .slice(0, most.changes)
    .map(({ change }) => change)
  const hits = tried.flatMap((change, at): Hit[] => (change.outcome > 0 ? [{ change, at: at + 1 }] : []))
  const found = hits
    .slice(0, most.plausible)
    .toSorted((a, b) => b.change.preference - a.change.preference || a.at - b.at)
  return { tried, found }
}

function measure(name: string, left: readonly TaskOutcomes[], prior: MutationPrior | null): void {
  const ofPolicy: Measured = measured.get(name) ?? new Map<string, number[][]>()
  measured.set(name, ofPolicy)
  for (const task of left) {
    const searches = temperatures.map((temperature, attempt) => search(task, { prior, temperature, attempt }))
    const shares = within.map((changes) =>
      mean(
        searches.map(({ found }) => (found.find(({ at }) => at <= changes)?.change.outcome === 2 ? 1 : 0)),
      ),
    )
    ofPolicy.set(task.id, [...(ofPolicy.get(task.id) ?? []), shares])
  }
}

/** Gains are of the same tasks, each with the mean of its splits; intervals are over tasks. */
function print(): void {
  const start = measured.get('round 0') ?? new Map<string, number[][]>()
  const ids = [...start.keys()]
  const shareOf = (of: Measured, id: string, at: number): number =>
    mean((of.get(id) ?? []).map((shares) => shares[at] ?? 0))
  const rows = [...measured].map(([name, of]) => [
    name,
    ...within.map((_, at) => {
      const value = mean(ids.map((id) => shareOf(of, id, at)))
      if (name === 'round 0') return percent(value)
      const gains = ids.map((id) => ({ gain: shareOf(of, id, at) - shareOf(start, id, at) }))
      const gain = (sample: readonly { readonly gain: number }[]): number =>
        mean(sample.map((one) => one.gain))
      const { low, high } = bootstrapInterval(gains, gain, { seed: 1, draws: 2000 })
      return `${percent(value)}, ${percent(gain(gains))} (${percent(low)} to ${percent(high)})`
    }),
  ])
  console.log(`${tasks.length} tasks of ${repos.length} programs, ${values.splits} splits in halves`)
  console.log(
    renderTable(['RESOLVED %, POINTS', ...within.map((count) => `WITHIN ${count}`)], rows).join('\n'),
  )
}

function percent(share: number): string {
  return (100 * share).toFixed(1)
}
