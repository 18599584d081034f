import PQueue from 'p-queue'
import { z } from 'zod'
import { noUsage, type AttemptOutcome } from '../../domain/index.ts'
import { hashJson, throwIfAborted } from '../../std/index.ts'
import { expectedRest, meanCost, nextAttempt, type AttemptsSoFar } from '../budget/next-attempt.ts'
import type { SeenStanding } from '../budget/standing.ts'
import { stopText } from '../budget/stop-text.ts'
import { selectsByModel } from '../config.ts'
import { judgeAttempts } from './judge-attempts.ts'
import type { AttemptsEnd } from './solve-attempts.ts'
import { openJournal, runJournal, type SolveDeps, type SolveRun } from './solve-deps.ts'

export interface WavesInput {
  readonly attempt: (index: number, signal: AbortSignal) => Promise<AttemptOutcome>
  readonly atOnce: number
  /** Says whether an attempt that ended is plausible; null where nobody asks. */
  readonly check: ((index: number, outcome: AttemptOutcome) => Promise<boolean>) | null
  /** When nothing may be looked at any more. */
  readonly until: AbortSignal
  /** Monotonic milliseconds after which no attempt is begun. */
  readonly deadline: number
}

/** Whether the next attempt is begun. Written down, so that a run that is gone on with decides as it did. */
const decisionSchema = z.object({
  begin: z.boolean(),
  /** Why it is not, as the result says it; null where all attempts were made. */
  reason: z.string().nullable(),
  /** Attempts that had ended by then: only these count where no more are made. */
  ended: z.array(z.number().int()),
  /** Whether what was kept for the choice goes to attempts. */
  releases: z.boolean(),
})
type Decision = z.infer<typeof decisionSchema>

/** Begins attempts one after another, each when it is worth its cost and expected to fit, until no more are. */
export async function runInWaves(
  deps: SolveDeps,
  run: SolveRun,
  input: WavesInput,
): Promise<Omit<AttemptsEnd, 'checked'>> {
  const waves = openWaves(deps, run, input)
  const journal = openJournal(deps, run, runJournal)
  const { attempts: wanted, enough, until, plausible } = run.input.config
  const key = hashJson({
    wanted,
    enough,
    capUsd: deps.budget.capUsd,
    ...(input.check && { until, plausible }),
  })
  try {
    for (let index = 0; ; index += 1) {
      const { value, fromJournal } = await journal.ask(
        { kind: 'decision', stage: 'attempts', step: index, key, independent: true, schema: decisionSchema },
        () => decide(deps, run, waves),
      )
      if (fromJournal && value.releases) deps.budget.release()
      if (value.begin) waves.begin(index)
      else {
        if (value.reason !== null) run.onEvent({ type: 'run-note', text: value.reason })
        await waves.end(value)
        return { ...waves.outcome(), stoppedEarly: value.reason }
      }
    }
  } catch (error) {
    waves.abort()
    await waves.settled()
    if (!run.signal.aborted) throw error
    return { ...waves.outcome(), stoppedEarly: null, saved: null }
  }
}

async function decide(deps: SolveDeps, run: SolveRun, waves: Waves): Promise<Decision> {
  const { budget } = deps
  const mayRelease = !selectsByModel(run.input.config)
  for (let releases = false; ;) {
    throwIfAborted(run.signal)
    const so = waves.soFar()
    const step = nextAttempt(so)
    const ended = [...waves.ended()]
    if (step.kind === 'begin') return { begin: true, reason: null, ended, releases }
    if (step.kind === 'wait') await waves.changed()
    else if (step.why === 'money' && mayRelease && waves.isClear() && budget.keptUsd() > 0) {
      releases = true
      budget.release()
    } else return { begin: false, reason: stopText(step.why, so, run.input.config), ended, releases }
  }
}

interface Waves {
  readonly begin: (index: number) => void
  readonly soFar: () => AttemptsSoFar
  /** Whether nobody would ask a model to choose among what there is. */
  readonly isClear: () => boolean
  readonly ended: () => Iterable<number>
  /** Resolves when an attempt has spent something or ended; rejects when one broke. */
  readonly changed: () => Promise<void>
  /** Stops what is not to count and waits for the rest. */
  readonly end: (decision: Decision) => Promise<void>
  readonly abort: () => void
  readonly settled: () => Promise<void>
  readonly outcome: () => Pick<AttemptsEnd, 'outcomes' | 'saved'>
}

function openWaves(deps: SolveDeps, run: SolveRun, input: WavesInput): Waves {
  const { attempt, check, atOnce, until, deadline } = input
  const { attempts: wanted, enough } = run.input.config
  const { budget } = deps
  const meter = budget.attempts
  const queue = new PQueue({ concurrency: atOnce })
  const begun = new Map<number, { readonly stop: AbortController; readonly work: Promise<void> }>()
  const outcomes = new Map<number, AttemptOutcome>()
  const judged = new Map<number, AttemptOutcome>()
  let standing: SeenStanding | null = null
  let plausible = false
  let judging: Promise<void> = Promise.resolve()
  const judge = async (index: number, outcome: AttemptOutcome): Promise<void> => {
    judged.set(index, outcome)
    if (run.signal.aborted) return
    if (check) plausible = (await check(index, outcome)) || plausible
    else standing = await judgeAttempts(deps, run, { ended: new Map(judged), until })
  }
  const make = async (index: number, signal: AbortSignal): Promise<void> => {
    const outcome = await attempt(index, signal)
    outcomes.set(index, outcome)
    const ended = outcome.kind !== 'cancelled'
    if (ended) {
      // One after another: what is known of the last one is known of all that ended by then.
      judging = judging.then(() => judge(index, outcome))
      await judging
    }
    meter.end(index, { counts: ended && !(outcome.kind === 'limit' && outcome.which === 'budget') })
  }
  const works = (): readonly Promise<void>[] => [...begun.values()].map(({ work }) => work)
  return {
    begin: (index) => {
      const stop = new AbortController()
      const signal = AbortSignal.any([run.signal, stop.signal])
      meter.begin(index)
      const work = queue.add(() => make(index, signal))
      // It is awaited below, but perhaps only after it has failed.
      work.catch(() => undefined)
      begun.set(index, { stop, work })
    },
    soFar: () => ({
      wanted,
      atOnce,
      ended: judged.size,
      endedUsd: meter.endedUsd(),
      runningUsd: meter.runningUsd(),
      leftUsd: budget.leftForAttempts(),
      asideUsd: budget.asideUsd(),
      timeLeft: performance.now() < deadline,
      plausible,
      standing,
      enough,
    }),
    isClear: () => standing?.doubt === false,
    ended: () => judged.keys(),
    changed: async () => {
      await Promise.race([meter.changed({ signal: run.signal }), Promise.all(works())])
    },
    end: async ({ ended }) => {
      for (const [index, { stop }] of begun) if (!ended.includes(index)) stop.abort()
      await Promise.all(works())
    },
    abort: () => {
      for (const { stop } of begun.values()) stop.abort()
    },
    settled: async () => {
      await Promise.allSettled(works())
    },
    outcome: () => ({
      outcomes: Array.from({ length: wanted }, (_, index) => outcomes.get(index) ?? notMade),
      saved: savedBy({
        wanted,
        made: judged.size,
        cancelled: cancelledUsd(outcomes),
        endedUsd: meter.endedUsd(),
      }),
    }),
  }
}

const notMade: AttemptOutcome = { kind: 'cancelled', usage: noUsage }

function cancelledUsd(outcomes: ReadonlyMap<number, AttemptOutcome>): readonly number[] {
  return [...outcomes.values()].flatMap(({ kind, usage }) =>
    kind === 'cancelled' ? [usage.costUsd ?? 0] : [],
  )
}

interface MadeAttempts {
  readonly wanted: number
  readonly made: number
  /** What those had spent that were stopped. */
  readonly cancelled: readonly number[]
  readonly endedUsd: readonly number[]
}

/** What attempts were expected to cost that were not made, or not to their end. */
function savedBy({ wanted, made, cancelled, endedUsd }: MadeAttempts): AttemptsEnd['saved'] {
  if (made >= wanted) return null
  const mean = meanCost(endedUsd)
  const unmade = wanted - made - cancelled.length
  const usd = mean === null || mean === 0 ? null : unmade * mean + expectedRest(mean, cancelled)
  return { attempts: wanted - made, usd }
}
