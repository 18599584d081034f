import { throwIfAborted, unlessAborted } from './abort.ts'

/** One piece of work that any number of callers wait for: it is begun by the first, and once for all of them. */
export interface SharedWork<T> extends Disposable {
  /** A caller that is cancelled leaves the work to the others; work that nobody waits for any more is stopped. */
  wait(options?: { readonly signal?: AbortSignal | undefined }): Promise<T>
}

/** Work that fails, or is stopped, is begun anew by whoever asks next. */
export function createSharedWork<T>(start: (signal: AbortSignal) => Promise<T>): SharedWork<T> {
  let present: Running<T> | null = null
  const begin = (): Running<T> => {
    const control = new AbortController()
    const running: Running<T> = { control, waiting: 0, isDone: false, result: start(control.signal) }
    running.result.then(
      () => {
        running.isDone = true
      },
      () => {
        if (present === running) present = null
      },
    )
    return running
  }
  return {
    wait: async ({ signal } = {}) => {
      throwIfAborted(signal)
      const running = (present ??= begin())
      running.waiting++
      try {
        return await unlessAborted(running.result, signal)
      } finally {
        running.waiting--
        if (running.waiting === 0 && !running.isDone) {
          if (present === running) present = null
          running.control.abort()
        }
      }
    },
    [Symbol.dispose]: () => {
      present?.control.abort()
      present = null
    },
  }
}

interface Running<T> {
  readonly control: AbortController
  waiting: number
  isDone: boolean
  readonly result: Promise<T>
}
