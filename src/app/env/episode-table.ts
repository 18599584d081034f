import { createEnv, type EnvAction, type EnvStart, type EnvStep, type EpisodeDeps } from '../../gym/index.ts'
import { CapuchinError } from '../../std/index.ts'
import { createEntries, type Cancel, type Entry } from './episode-entries.ts'

export interface EpisodeTableOptions {
  /** Episodes that run at a time. */
  readonly maxEpisodes: number
  /** An episode that nobody asks anything of for so long is closed. */
  readonly idleMs: number
}

export interface EpisodeRow {
  readonly episode: string
  readonly instance: string
  readonly state: Entry['state']
  readonly step: number
}

/** Episodes by id, each in an Env of its own. Those whose client does not come back are closed. */
export interface EpisodeTable extends AsyncDisposable {
  rows(): readonly EpisodeRow[]
  /**
   * Begins an episode: a new one, or anew in the place of one that is there. A cancelled reset leaves none.
   *
   * @throws CapuchinError `gym/too-many`, `gym/unknown-episode`, and what `Env.reset` throws.
   */
  reset(
    wanted: { readonly instance: string; readonly episode?: string | undefined },
    cancel: Cancel,
  ): Promise<EnvStart & { readonly episode: string }>
  /** @throws CapuchinError `gym/unknown-episode`, and what `Env.step` throws. A cancelled step closes the episode. */
  step(episode: string, action: EnvAction, cancel: Cancel): Promise<EnvStep>
  /** @throws CapuchinError `gym/unknown-episode`. */
  close(episode: string): Promise<void>
}

export function createEpisodeTable(
  deps: EpisodeDeps,
  { maxEpisodes, idleMs }: EpisodeTableOptions,
): EpisodeTable {
  const entries = createEntries({ idleMs })
  const assertRoom = (): void => {
    const running = entries.all().filter(({ state }) => state !== 'over').length
    if (running < maxEpisodes) return
    throw new CapuchinError('gym/too-many', `${running} episodes run, as many as may at a time`, {
      hint: 'end one, close one with DELETE /episodes/ID, or start the server with more --max-episodes',
    })
  }
  const begin = async (entry: Entry, instance: string, cancel: Cancel): Promise<EnvStart> => {
    Object.assign(entry, { instance, state: 'opening', step: 0 })
    try {
      const start = await entry.env.reset(instance, cancel)
      entry.state = 'running'
      return start
    } catch (error) {
      await entries.close(entry)
      throw error
    }
  }
  return {
    rows: () =>
      entries.all().map(({ id, instance, state, step }) => ({ episode: id, instance, state, step })),
    reset: async ({ instance, episode }, cancel) => {
      const known = episode === undefined ? null : entries.find(episode)
      if (known && known.waiting > 0)
        throw new CapuchinError('gym/busy', 'the episode is at work on another request', {
          hint: 'wait for its answer, or close the episode with DELETE /episodes/ID',
        })
      if (known === null || known.state === 'over') assertRoom()
      const entry = known ?? entries.add(createEnv(deps), instance)
      const start = await entries.attend(entry, cancel, () => begin(entry, instance, cancel))
      return { episode: entry.id, ...start }
    },
    step: async (episode, action, cancel) => {
      const entry = entries.find(episode)
      return entries.attend(entry, cancel, async () => {
        const stepped = await entry.env.step(action, cancel)
        entry.step = stepped.info.step
        if (stepped.done) entry.state = 'over'
        return stepped
      })
    },
    close: async (episode) => entries.close(entries.find(episode)),
    [Symbol.asyncDispose]: () => entries[Symbol.asyncDispose](),
  }
}
