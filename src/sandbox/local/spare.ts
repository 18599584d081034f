import type { ChildProcess } from 'node:child_process'
import { Socket } from 'node:net'

/** Something that can be begun before it is needed. */
export interface Preparable extends AsyncDisposable {
  /** False once it has ended by itself. */
  readonly alive: () => boolean
  /** Whether it keeps this program running. */
  readonly hold: (held: boolean) => void
}

/** Keeps at most one thing ready, so that who asks next waits less. What it keeps does not keep the program running. */
export interface Spare<Want, Made> extends AsyncDisposable {
  /** The one kept, when it was made for the same; else a new one. */
  take(want: Want): Made
  /** Makes one in the background for whoever asks next. */
  prepare(want: Want): void
}

export function createSpare<Want, Made extends Preparable>(make: (want: Want) => Made): Spare<Want, Made> {
  let kept: { readonly key: string; readonly made: Made } | null = null
  let ended = false
  const drop = async (): Promise<void> => {
    const last = kept
    kept = null
    // Its end is waited for.
    last?.made.hold(true)
    await last?.made[Symbol.asyncDispose]()
  }
  return {
    take: (want) => {
      if (kept === null || kept.key !== JSON.stringify(want) || !kept.made.alive()) {
        void drop()
        return make(want)
      }
      const { made } = kept
      kept = null
      made.hold(true)
      return made
    },
    prepare: (want) => {
      if (ended || kept?.made.alive() === true) return
      try {
        const made = make(want)
        made.hold(false)
        kept = { key: JSON.stringify(want), made }
      } catch {
        // Whoever asks for it will be told.
      }
    },
    [Symbol.asyncDispose]: async () => {
      ended = true
      await drop()
    },
  }
}

export function holdProcess(child: ChildProcess, held: boolean): void {
  if (held) child.ref()
  else child.unref()
  for (const stream of child.stdio) {
    if (!(stream instanceof Socket)) continue
    if (held) stream.ref()
    else stream.unref()
  }
}
