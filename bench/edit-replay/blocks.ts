/** Sets each block of a recorded reply, as the recorded version treated it, beside what another format makes of it. */
import type { ApplyResult, Edit, EditFormat, FileContent } from '../../src/edit/index.ts'
import { classifyFailure, countPlaces, type FailureClass } from './classify.ts'
import type { ReplayedReply } from './session.ts'

export interface ComparedBlock {
  readonly path: string
  readonly search: string
  readonly replace: string
  readonly recorded: { readonly how: string; readonly path: string }
  /** Why the recorded version failed; null when it did not. */
  readonly cause: FailureClass | null
  /** Exact places of the search in its own file at that time. */
  readonly places: number
  readonly ours: OurBlock
  /** Whether both left the block's file the same. */
  readonly same: boolean
}

export interface OurBlock {
  readonly how: string
  readonly path: string | null
  readonly note: string
}

/** Each block on the state that the recorded version saw, so that differences do not add up. */
export function compareReply(
  reply: ReplayedReply,
  recorded: EditFormat,
  own: EditFormat,
): readonly ComparedBlock[] {
  const options = { chatFiles: reply.chatFiles, fence: reply.fence }
  const isFile = (path: string): boolean => reply.before.has(path)
  const ours = own.parse(reply.text, { ...options, isFile })
  const now = new Map(reply.before)
  return reply.parsed.edits.map((edit) => {
    const before = new Map(now)
    const theirs = recorded.apply([edit], before, options)
    for (const [path, file] of theirs.files) now.set(path, file)
    const match = ours.edits.find(({ line }) => line === edit.line)
    const result = match === undefined ? null : own.apply([match], before, options)
    const problem = ours.problems.find(({ line }) => line === edit.line)?.kind ?? 'not-parsed'
    return compare(edit, { before, theirs, result, problem })
  })
}

interface Sides {
  readonly before: ReadonlyMap<string, FileContent>
  readonly theirs: ApplyResult
  readonly result: ApplyResult | null
  readonly problem: string
}

function compare(edit: Edit, { before, theirs, result, problem }: Sides): ComparedBlock {
  const [{ search, replace }] = edit.readings
  const text = new TextDecoder().decode(before.get(edit.path)?.bytes)
  const done = theirs.applied[0]
  return {
    path: edit.path,
    search: search ?? '',
    replace,
    recorded: { how: done?.how ?? 'failed', path: done?.path ?? edit.path },
    cause: done === undefined ? classifyFailure(text, search ?? '', replace) : null,
    places: countPlaces(text, search ?? ''),
    ours: describe(result, problem),
    same: sameFiles(theirs, result),
  }
}

function describe(result: ApplyResult | null, problem: string): OurBlock {
  const done = result?.applied[0]
  if (done !== undefined) return { how: done.how, path: done.path, note: done.note ?? '' }
  const failed = result?.failures[0]
  return { how: failed?.kind ?? problem, path: null, note: failed?.reason ?? '' }
}

function sameFiles(theirs: ApplyResult, result: ApplyResult | null): boolean {
  if (result === null || theirs.files.size !== result.files.size) return false
  return [...theirs.files].every(([path, { bytes }]) => {
    const other = result.files.get(path)
    return other !== undefined && Buffer.compare(bytes, other.bytes) === 0
  })
}
