/** What each attempt of a run has cost so far, in US dollars, and who waits for that to change. */
export interface AttemptMeter {
  readonly begin: (index: number) => void
  readonly spend: (index: number, usd: number) => void
  /** One that is not counted leaves no trace in the mean cost. */
  readonly end: (index: number, options: { readonly counts: boolean }) => void
  readonly endedUsd: () => readonly number[]
  readonly runningUsd: () => readonly number[]
  /** Of attempts under way with a lower index. */
  readonly olderUsd: (index: number) => readonly number[]
  /** Resolves when an attempt has spent something or ended, or the signal fires. */
  readonly changed: (options: { readonly signal?: AbortSignal | undefined }) => Promise<void>
  /** Has everybody who waits look again. */
  readonly wake: () => void
}

export function createAttemptMeter(): AttemptMeter {
  const running = new Map<number, number>()
  const ended: number[] = []
  const waiting = new Set<() => void>()
  const wake = (): void => {
    for (const go of waiting) go()
  }
  return {
    begin: (index) => void running.set(index, 0),
    spend: (index, usd) => {
      const spent = running.get(index)
      if (spent !== undefined) running.set(index, spent + usd)
      wake()
    },
    end: (index, { counts }) => {
      if (counts) ended.push(running.get(index) ?? 0)
      running.delete(index)
      wake()
    },
    endedUsd: () => [...ended],
    runningUsd: () => [...running.values()],
    olderUsd: (index) => [...running].flatMap(([other, usd]) => (other < index ? [usd] : [])),
    changed: ({ signal }) =>
      new Promise((resolve) => {
        const go = (): void => {
          waiting.delete(go)
          signal?.removeEventListener('abort', go)
          resolve()
        }
        waiting.add(go)
        signal?.addEventListener('abort', go, { once: true })
        if (signal?.aborted) go()
      }),
    wake,
  }
}
