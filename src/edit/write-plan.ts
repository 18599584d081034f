import { gitBlobId } from '../std/index.ts'
import type { Files } from './edit.ts'
import { refusePath, type PathFacts } from './path-guard.ts'

/** One file to write, in one step that no reader sees half of. */
export interface FileWrite {
  readonly path: string
  readonly bytes: Uint8Array
  readonly mode: number
  /** Git blob id of what the edit was made for; null when there was no file. The writer checks it before it writes. */
  readonly expected: string | null
}

export interface WritePlan {
  readonly writes: readonly FileWrite[]
  readonly refused: readonly { readonly path: string; readonly reason: string }[]
}

/** What a caller has to write so that `changed` becomes true of a place that held `before`, sorted by path. */
export function planWrites(before: Files, changed: Files, facts: PathFacts): WritePlan {
  const paths = [...changed.keys()].sort()
  const judged = paths.map((path) => ({ path, reason: refusePath(path, facts) }))
  return {
    writes: judged.flatMap(({ path, reason }) => {
      const next = changed.get(path)
      if (reason !== null || next === undefined) return []
      const was = before.get(path)
      return [
        {
          path,
          bytes: next.bytes,
          mode: next.mode,
          expected: was === undefined ? null : gitBlobId(was.bytes),
        },
      ]
    }),
    refused: judged.flatMap(({ path, reason }) => (reason === null ? [] : [{ path, reason }])),
  }
}
