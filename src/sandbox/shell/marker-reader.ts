import type { BoundedOutput } from './bounded-output.ts'

/**
 * Splits one stream of a shell into what lies between a start and an end mark, and the trailer that follows the end
 * mark up to a last one. Marks may be torn between chunks; bytes before the start mark belong to no command.
 */
export interface MarkerReader {
  readonly push: (chunk: Buffer) => void
  /** Resolves with the trailer's bytes once the last mark has been read. */
  readonly done: Promise<Buffer>
  /** Whether the start mark has been seen. */
  readonly started: () => boolean
  /** The stream ends: what was held back as a possible mark is output too. */
  flush(): void
}

export interface Marks {
  readonly start: Buffer
  readonly end: Buffer
  readonly last: Buffer
}

type Phase = 'before' | 'output' | 'trailer' | 'done'

export function createMarkerReader(marks: Marks, output: BoundedOutput): MarkerReader {
  let phase: Phase = 'before'
  let held: Buffer = Buffer.alloc(0)
  const trailer: Buffer[] = []
  let finish: (trailer: Buffer) => void = () => undefined
  const done = new Promise<Buffer>((resolve) => (finish = resolve))
  const markOf = { before: marks.start, output: marks.end, trailer: marks.last, done: null }

  const emit = (bytes: Buffer): void => {
    if (phase === 'output') output.push(bytes)
    else if (phase === 'trailer') trailer.push(bytes)
  }
  const advance = (): void => {
    if (phase === 'trailer') finish(Buffer.concat(trailer))
    phase = phase === 'before' ? 'output' : phase === 'output' ? 'trailer' : 'done'
  }

  return {
    done,
    push: (chunk) => {
      let data = held.byteLength === 0 ? chunk : Buffer.concat([held, chunk])
      held = Buffer.alloc(0)
      for (let mark = markOf[phase]; mark !== null; mark = markOf[phase]) {
        const at = data.indexOf(mark)
        if (at === -1) {
          const keep = tornMarkLength(data, mark)
          emit(data.subarray(0, data.byteLength - keep))
          held = data.subarray(data.byteLength - keep)
          return
        }
        emit(data.subarray(0, at))
        data = data.subarray(at + mark.byteLength)
        advance()
      }
    },
    started: () => phase !== 'before',
    flush: () => {
      emit(held)
      held = Buffer.alloc(0)
    },
  }
}

/** Length of the longest end of `data` that is a beginning of `mark`. */
function tornMarkLength(data: Buffer, mark: Buffer): number {
  const first = mark[0]
  const from = Math.max(0, data.byteLength - mark.byteLength + 1)
  for (let at = from; at < data.byteLength; at++) {
    if (data[at] !== first) continue
    if (data.compare(mark, 0, data.byteLength - at, at) === 0) return data.byteLength - at
  }
  return 0
}
