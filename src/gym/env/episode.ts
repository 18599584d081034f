import {
  answerCall,
  createDeadline,
  diffOfPlace,
  estimateTokens,
  findLimit,
  harvestPatch,
  nudge,
  openPlace,
  performAction,
  toFailure,
  type Observation,
  type Trace,
} from '../../attempt/index.ts'
import type { Problem } from '../../domain/index.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { CapuchinError, unlessAborted } from '../../std/index.ts'
import type { EnvLimits } from './env-limits.ts'
import type { EnvAction, EnvStart, EnvStep, EpisodeEnding, Judgement } from './env-records.ts'
import { startOf } from './env-start.ts'

/** A dataset's task as a policy may see it. */
export interface EnvTask extends AsyncDisposable {
  readonly problem: Problem
  /** Holds no hidden test. */
  readonly sandbox: Sandbox
}

export interface EpisodeDeps {
  readonly open: (instanceId: string, options: { readonly signal: AbortSignal }) => Promise<EnvTask>
  /**
   * Runs the hidden tests on a patch in a place of its own. What breaks around them is a judgement without a reward.
   *
   * @throws CapuchinError `std/cancelled`.
   */
  readonly judge: (
    instanceId: string,
    patch: string,
    options: { readonly signal: AbortSignal },
  ) => Promise<Judgement>
  readonly limits: EnvLimits
}

/** One try at one issue. Its sandbox is gone before the hidden tests are looked at. */
export interface Episode extends AsyncDisposable {
  readonly start: EnvStart
  step(action: EnvAction, options: { readonly signal: AbortSignal }): Promise<EnvStep>
}

/** @throws CapuchinError `gym/open-timeout`, and what opening the task throws. */
export async function openEpisode(
  instanceId: string,
  deps: EpisodeDeps,
  { signal }: { readonly signal: AbortSignal },
): Promise<Episode> {
  const { limits } = deps
  const task = await openTask(instanceId, deps, signal)
  const place = openPlace(task.sandbox)
  const until = performance.now() + limits.wallMs
  const traces: Trace[] = []
  let [step, tokens, silent] = [0, 0, 0]
  let ended: EpisodeEnding | null = null
  let left: Promise<void> | null = null
  const leave = (): Promise<void> => (left ??= Promise.resolve(task[Symbol.asyncDispose]()))

  const act = async ({ action }: EnvAction, limit: AbortSignal): Promise<Acted> => {
    if ('message' in action) {
      silent += 1
      traces.push({ kind: 'message', text: action.message })
      return { observation: told(nudge(silent)), ending: null }
    }
    const options = { ...limits, signal: limit }
    const answered = await answerCall(action, (wanted) => performAction(place, wanted, options))
    traces.push(answered.trace)
    if (answered.kind === 'performed') return { observation: answered.observed, ending: null }
    if (answered.kind === 'refused') return { observation: told(answered.text, true), ending: null }
    return { observation: told(''), ending: { kind: 'finished', message: answered.message } }
  }
  const actInTime = async (action: EnvAction, outer: AbortSignal): Promise<Acted> => {
    if (performance.now() >= until) return timeIsOver
    const limit = createDeadline(until, outer)
    try {
      return await unlessAborted(act(action, limit.signal), limit.signal)
    } catch (error) {
      const failure = toFailure(error, limit)
      if (failure === null || failure.kind === 'cancelled') throw error
      if (failure.kind === 'limit') return timeIsOver
      return { observation: told(failure.reason, true), ending: failure }
    } finally {
      limit.clear()
    }
  }
  const conclude = async (ending: EpisodeEnding, outer: AbortSignal): Promise<Conclusion> => {
    const diff = ending.kind === 'infra' ? null : await readDiff(task.sandbox, outer)
    await leave()
    if (ending.kind === 'infra') return { patch: null, reward: null, reason: ending.reason }
    if (diff === null) return { patch: null, reward: null, reason: 'what was changed could not be read' }
    const { patch } = harvestPatch(diff)
    if (patch === '') return { patch, reward: 0, reason: 'nothing was changed' }
    return { patch, ...(await deps.judge(instanceId, patch, { signal: outer })) }
  }
  return {
    start: startOf(task.problem, limits),
    step: async (action, options) => {
      if (ended !== null)
        throw new CapuchinError('gym/episode-over', `the episode is over: ${sayEnding(ended)}`, {
          hint: 'reset the env to begin another',
        })
      step += 1
      const { observation, ending } = await actInTime(action, options.signal)
      tokens += action.tokens ?? estimateTokens(JSON.stringify(action.action) + observation.text)
      ended = ending ?? findLimit({ step, tokens, traces }, limits)
      const conclusion = ended && (await conclude(ended, options.signal))
      return {
        observation,
        reward: conclusion ? conclusion.reward : 0,
        done: ended !== null,
        info: {
          step,
          tokens,
          ended,
          rewardReason: conclusion?.reason ?? null,
          patch: conclusion?.patch ?? null,
        },
      }
    },
    [Symbol.asyncDispose]: leave,
  }
}

interface Acted {
  readonly observation: Observation
  readonly ending: EpisodeEnding | null
}

interface Conclusion extends Judgement {
  readonly patch: string | null
}

const timeIsOver: Acted = {
  observation: told('The time for the episode is over; what was being done was broken off.', true),
  ending: { kind: 'limit', which: 'time', reason: 'the time for the episode is over' },
}

function told(text: string, failed = false): Observation {
  return { text, failed, exitCode: null, timedOut: false, durationMs: 0 }
}

function sayEnding(ending: EpisodeEnding): string {
  return ending.kind === 'finished' ? 'it was finished' : ending.reason
}

/** A task that is ready only when nobody waits for it any more is closed at once. */
async function openTask(instanceId: string, deps: EpisodeDeps, outer: AbortSignal): Promise<EnvTask> {
  const { openMs } = deps.limits
  const limit = createDeadline(performance.now() + openMs, outer)
  // In a promise, so that a fault at once is one like any other.
  const opening = Promise.resolve().then(() => deps.open(instanceId, { signal: limit.signal }))
  try {
    return await unlessAborted(opening, limit.signal)
  } catch (error) {
    void opening.then(
      (late) => late[Symbol.asyncDispose](),
      () => undefined,
    )
    if (!limit.passed()) throw error
    throw new CapuchinError('gym/open-timeout', `${instanceId} was not ready after ${openMs / 1_000} s`, {
      cause: error,
    })
  } finally {
    limit.clear()
  }
}

/** A sandbox that a broken-off command has left unwell is given up after this. */
const diffMs = 60_000

async function readDiff(sandbox: Sandbox, outer: AbortSignal): Promise<string | null> {
  const limit = createDeadline(performance.now() + diffMs, outer)
  try {
    return await unlessAborted(diffOfPlace({ sandbox }), limit.signal)
  } catch (error) {
    const failure = toFailure(error, limit)
    if (failure === null || failure.kind === 'cancelled') throw error
    return null
  } finally {
    limit.clear()
  }
}
