import { CapuchinError } from '../../std/index.ts'
import { openEpisode, type Episode, type EpisodeDeps } from './episode.ts'
import type { EnvAction, EnvStart, EnvStep } from './env-records.ts'

export interface EnvOptions {
  readonly signal?: AbortSignal | undefined
}

/**
 * Where a policy acts on one issue after another. One thing at a time is asked of it; nothing of the hidden tests
 * shows in what it says but the reward.
 */
export interface Env extends AsyncDisposable {
  /**
   * Begins an episode; the one before is closed.
   *
   * @throws CapuchinError `gym/busy`, `gym/closed`, `gym/open-timeout`, and what opening the task throws.
   */
  reset(instanceId: string, options?: EnvOptions): Promise<EnvStart>
  /**
   * What came of an action. A step that is cancelled closes its episode.
   *
   * @throws CapuchinError `gym/busy`, `gym/closed`, `gym/no-episode`, `gym/episode-over`, `std/cancelled`.
   */
  step(action: EnvAction, options?: EnvOptions): Promise<EnvStep>
}

/** An Env over any sandbox and dataset: what it is opened with says where tasks come from and who judges patches. */
export function createEnv(deps: EpisodeDeps): Env {
  const closing = new AbortController()
  let episode: Episode | null = null
  let running: Promise<unknown> | null = null

  const leave = async (): Promise<void> => {
    const left = episode
    episode = null
    await left?.[Symbol.asyncDispose]()
  }
  const alone = async <T>(
    { signal: outer }: EnvOptions,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    if (closing.signal.aborted) throw new CapuchinError('gym/closed', 'the env is closed')
    if (running)
      throw new CapuchinError('gym/busy', 'the env is at work on another request', {
        hint: 'wait for its answer; one thing at a time is asked of an episode',
      })
    const signal = outer ? AbortSignal.any([closing.signal, outer]) : closing.signal
    const mine = work(signal)
    running = mine
    try {
      return await mine
    } catch (error) {
      if (signal.aborted) await leave()
      throw error
    } finally {
      running = null
    }
  }
  return {
    reset: (instanceId, options = {}) =>
      alone(options, async (signal) => {
        await leave()
        episode = await openEpisode(instanceId, deps, { signal })
        return episode.start
      }),
    step: (action, options = {}) =>
      alone(options, (signal) => {
        if (episode) return episode.step(action, { signal })
        throw new CapuchinError('gym/no-episode', 'there is no episode yet', { hint: 'reset the env first' })
      }),
    [Symbol.asyncDispose]: async () => {
      closing.abort()
      await running?.catch(() => undefined)
      await leave()
    },
  }
}
