import { CapuchinError, hasCode, throwIfAborted } from '../../../std/index.ts'
import { applyMutation, type FileModel, type SpacedMutation } from '../../../mutate/index.ts'
import type { AttemptTools } from '../../strategy.ts'
import type { Fault } from './fault.ts'
import { trialKey, verdictSchema, type Trial, type TrialWorker, type Verdict } from './trial.ts'

/** A candidate that was tried, in the order of the search. */
export interface Tried {
  readonly index: number
  readonly spaced: SpacedMutation
  readonly trial: Trial
  readonly verdict: Verdict
  readonly fromJournal: boolean
}

export interface SearchPlan {
  readonly tools: AttemptTools
  readonly fault: Fault
  readonly space: Iterator<SpacedMutation>
  readonly models: ReadonlyMap<string, FileModel>
  /** Called at most once for each candidate that may run at once, and not at all where a journal answers. */
  readonly startWorker: () => Promise<TrialWorker>
  /** Monotonic milliseconds after which no candidate is begun. */
  readonly until: number | null
  readonly signal: AbortSignal | undefined
}

/** Candidates handed out ahead of the oldest that is not done: a hanging one must not make the others wait. */
const aheadPerWorker = 32

/**
 * Tries candidates in parallel and gives them in the order of the space, whichever ends first, so that what follows
 * depends on the seed and not on the machine. Ends when the space does, or the time.
 */
export async function* searchSpace(plan: SearchPlan): AsyncGenerator<Tried, 'exhausted' | 'time'> {
  const pool = createPool(plan)
  const running: Promise<Tried>[] = []
  const most = Math.max(1, plan.tools.concurrency) * aheadPerWorker
  try {
    let index = 0
    let isOpen = true
    while (isOpen || running.length > 0) {
      throwIfAborted(plan.signal)
      while (isOpen && running.length < most) {
        const next = plan.space.next()
        if (next.done) isOpen = false
        else running.push(begin(index++, next.value, { plan, pool }))
      }
      const first = running.shift()
      if (first) yield await first
    }
    return 'exhausted'
  } catch (error) {
    if (hasCode(error, outOfTime)) return 'time'
    throw error
  } finally {
    pool.close()
    await Promise.allSettled(running)
    await pool.dispose()
  }
}

const outOfTime = 'attempt/search-closed'

function begin(
  index: number,
  spaced: SpacedMutation,
  { plan, pool }: { readonly plan: SearchPlan; readonly pool: WorkerPool },
): Promise<Tried> {
  const promise = tryOne(index, spaced, { plan, pool })
  // Looked at in order, later; until then a failure must not count as unhandled.
  promise.catch(() => undefined)
  return promise
}

async function tryOne(
  index: number,
  spaced: SpacedMutation,
  { plan, pool }: { readonly plan: SearchPlan; readonly pool: WorkerPool },
): Promise<Tried> {
  const { tools, fault, models, signal } = plan
  const { path, mutation } = spaced
  const trial = { path, content: applyMutation(models.get(path)?.source ?? '', mutation) }
  const { value, fromJournal } = await tools.journal.ask(
    { kind: 'exec', stage: 'search', step: index, key: trialKey(trial, fault), schema: verdictSchema },
    () => pool.use((worker) => worker.attempt(trial, { signal })),
  )
  return { index, spaced, trial, verdict: value, fromJournal }
}

interface WorkerPool {
  use<T>(work: (worker: TrialWorker) => Promise<T>): Promise<T>
  /** Whoever still waits for a worker gets none. */
  close(): void
  dispose(): Promise<void>
}

function createPool({ tools, until, startWorker }: SearchPlan): WorkerPool {
  const size = Math.max(1, tools.concurrency)
  const started: Promise<TrialWorker>[] = []
  const idle: TrialWorker[] = []
  const waiting: (() => void)[] = []
  let busy = 0
  let closed = false
  const close = (): void => {
    closed = true
    for (const resume of waiting.splice(0)) resume()
  }
  const mustBeOpen = (): void => {
    if (until !== null && performance.now() > until) close()
    if (closed) throw new CapuchinError(outOfTime, 'the search ended before this candidate began')
  }
  const obtain = async (): Promise<TrialWorker> => {
    const free = idle.pop()
    if (free) return free
    const starting = startWorker()
    started.push(starting)
    return starting
  }
  return {
    use: async (work) => {
      while (!closed && busy >= size) await new Promise<void>((resolve) => waiting.push(resolve))
      mustBeOpen()
      busy++
      try {
        const worker = await obtain()
        const result = await work(worker)
        idle.push(worker)
        return result
      } finally {
        busy--
        waiting.shift()?.()
      }
    },
    close,
    dispose: async () => {
      for (const ended of await Promise.allSettled(started))
        if (ended.status === 'fulfilled') await ended.value[Symbol.asyncDispose]()
    },
  }
}
