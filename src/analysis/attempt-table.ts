import { isPlausible, type AttemptCheck } from '../domain/index.ts'

/** One attempt of a harness that tries again until an attempt is plausible. */
export interface HarnessAttempt extends AttemptCheck {
  /** Null where nobody wrote it down; it counts as the model that comes first. */
  readonly model: string | null
  /** Times that it had come to this model's turn, from 1. */
  readonly round: number
  /** From 1; null where it follows from round and model, as in records that leave out attempts that broke. */
  readonly number: number | null
  /** The result of the instance. Several may be, where they are the same; the first of them counts. */
  readonly chosen: boolean
  /** Null where it is not known. */
  readonly costUsd: number | null
  /** Files that it was shown or asked for; null where they are not known. */
  readonly addedFiles: readonly string[] | null
}

export interface HarnessInstance {
  readonly instanceId: string
  /** Files of the true fix; null where they are not known. */
  readonly goldFiles: readonly string[] | null
  /** The chosen attempt, by hidden tests; null where nobody asked. */
  readonly resolved: boolean | null
  /** In the order in which they were made. */
  readonly attempts: readonly HarnessAttempt[]
}

/** Counts of attempts, and of instances by the attempt that was chosen. */
export interface AttemptCounts {
  readonly made: number
  readonly plausible: number
  /** Instances whose chosen attempt is one of these. */
  readonly proposed: number
  /** Of the proposed: plausible, resolved, plausible and resolved. */
  readonly proposedPlausible: number
  readonly resolved: number
  readonly plausibleResolved: number
}

export interface AttemptRow extends AttemptCounts {
  /** From 1. */
  readonly number: number
  /** Those whose turn it was, the commonest first. */
  readonly models: readonly string[]
  /** Resolved by this attempt or an earlier one. */
  readonly cumulativeResolved: number
}

export interface AttemptTable {
  readonly instances: number
  readonly all: AttemptCounts
  readonly byAttempt: readonly AttemptRow[]
  readonly byModel: readonly (AttemptCounts & { readonly model: string })[]
  /** Attempts without a model's name, which count as the first model's. */
  readonly unnamed: number
  /** Instances that nobody judged; they count as not resolved. */
  readonly withoutVerdict: number
  /** Of all attempts; null where one of them is not known. */
  readonly costUsd: number | null
}

/** Tables of attempts by number and by model, filled an instance at a time. */
export interface AttemptTally {
  readonly add: (instance: HarnessInstance) => void
  readonly table: () => AttemptTable
}

export function createAttemptTally(): AttemptTally {
  const cells = new Map<string, Cell>()
  const models: string[] = []
  let [instances, unnamed, withoutVerdict] = [0, 0, 0]
  let costUsd: number | null = 0
  return {
    add: ({ attempts, resolved }) => {
      instances += 1
      if (resolved === null) withoutVerdict += 1
      const chosen = chosenOf(attempts)
      for (const attempt of attempts) {
        const { model, round, number } = attempt
        if (model === null) unnamed += 1
        else if (!models.includes(model)) models.push(model)
        costUsd = costUsd === null || attempt.costUsd === null ? null : costUsd + attempt.costUsd
        const key = JSON.stringify([model, round, number])
        const cell = cells.get(key) ?? { model, round, number, counts: none }
        cells.set(key, {
          ...cell,
          counts: sum(cell.counts, countsOf(attempt, attempt === chosen, resolved === true)),
        })
      }
    },
    table: () => {
      const [first = 'no model'] = models
      const known = models.length === 0 ? [first] : models
      const named = [...cells.values()].map(({ model, round, number, counts }) => {
        const own = model ?? first
        return { model: own, number: number ?? (round - 1) * known.length + known.indexOf(own) + 1, counts }
      })
      return {
        instances,
        all: named.map(({ counts }) => counts).reduce(sum, none),
        byAttempt: rowsOf(named),
        byModel: known.map((model) => ({
          model,
          ...named
            .filter((cell) => cell.model === model)
            .map(({ counts }) => counts)
            .reduce(sum, none),
        })),
        unnamed: models.length === 0 ? 0 : unnamed,
        withoutVerdict,
        costUsd,
      }
    },
  }
}

/** The attempt that stands for an instance; null where none does. */
export function chosenOf(attempts: readonly HarnessAttempt[]): HarnessAttempt | null {
  return attempts.find(({ chosen }) => chosen) ?? null
}

interface Cell {
  readonly model: string | null
  readonly round: number
  readonly number: number | null
  readonly counts: AttemptCounts
}

interface NamedCell {
  readonly model: string
  readonly number: number
  readonly counts: AttemptCounts
}

function rowsOf(cells: readonly NamedCell[]): readonly AttemptRow[] {
  const last = Math.max(0, ...cells.map(({ number }) => number))
  let cumulativeResolved = 0
  return Array.from({ length: last }, (_, at) => {
    const own = cells.filter(({ number }) => number === at + 1)
    const counts = own.map((cell) => cell.counts).reduce(sum, none)
    cumulativeResolved += counts.resolved
    const byModel = new Map<string, number>()
    for (const {
      model,
      counts: { made },
    } of own)
      byModel.set(model, (byModel.get(model) ?? 0) + made)
    const models = [...byModel].toSorted((a, b) => b[1] - a[1]).map(([model]) => model)
    return { number: at + 1, models, ...counts, cumulativeResolved }
  })
}

const none: AttemptCounts = {
  made: 0,
  plausible: 0,
  proposed: 0,
  proposedPlausible: 0,
  resolved: 0,
  plausibleResolved: 0,
}

function countsOf(attempt: HarnessAttempt, chosen: boolean, resolved: boolean): AttemptCounts {
  const plausible = isPlausible(attempt)
  const count = (holds: boolean): number => (holds ? 1 : 0)
  return {
    made: 1,
    plausible: count(plausible),
    proposed: count(chosen),
    proposedPlausible: count(chosen && plausible),
    resolved: count(chosen && resolved),
    plausibleResolved: count(chosen && plausible && resolved),
  }
}

function sum(a: AttemptCounts, b: AttemptCounts): AttemptCounts {
  return {
    made: a.made + b.made,
    plausible: a.plausible + b.plausible,
    proposed: a.proposed + b.proposed,
    proposedPlausible: a.proposedPlausible + b.proposedPlausible,
    resolved: a.resolved + b.resolved,
    plausibleResolved: a.plausibleResolved + b.plausibleResolved,
  }
}
