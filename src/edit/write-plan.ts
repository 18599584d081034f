import { gitBlobId } from '../std/index.ts'
import type { ApplyResult, Files } from './edit.ts'
import { refusePath, type PathFacts } from './path-guard.ts'

/** One file to write, in one step that no reader sees half of. */
export interface FileWrite {
  readonly path: string
  readonly bytes: Uint8Array
  readonly mode: number
  /** Git blob id of what the edit was made for; null when there was no file. The writer checks it before it writes. */
  readonly expected: string | null
}

/** One file to delete; `expected` as for a write. */
export interface FileRemoval {
  readonly path: string
  readonly expected: string
}

export interface WritePlan {
  readonly writes: readonly FileWrite[]
  readonly removals: readonly FileRemoval[]
  readonly refused: readonly { readonly path: string; readonly reason: string }[]
}

/** What a caller has to write and delete so that a result becomes true of a place that held `before`, sorted by path. */
export function planWrites(
  before: Files,
  { files, removed }: Pick<ApplyResult, 'files' | 'removed'>,
  facts: PathFacts,
): WritePlan {
  const judge = (path: string) => ({ path, reason: refusePath(path, facts) })
  const changed = [...files.keys()].sort().map(judge)
  const gone = [...removed].sort().map(judge)
  return {
    writes: changed.flatMap(({ path, reason }) => {
      const next = files.get(path)
      if (reason !== null || next === undefined) return []
      const was = before.get(path)
      const expected = was === undefined ? null : gitBlobId(was.bytes)
      return [{ path, bytes: next.bytes, mode: next.mode, expected }]
    }),
    removals: gone.flatMap(({ path, reason }) => {
      const was = before.get(path)
      return reason !== null || was === undefined ? [] : [{ path, expected: gitBlobId(was.bytes) }]
    }),
    refused: [...changed, ...gone].flatMap(({ path, reason }) => (reason === null ? [] : [{ path, reason }])),
  }
}
