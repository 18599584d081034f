/** Replays one recorded conversation: its replies in order, on its base files, with the files that were added then. */
import type { ApplyResult, EditFormat, FileContent, ParsedReply } from '../../src/edit/index.ts'
import type { BaseFiles } from './base-files.ts'
import type { RecordedSession, RecordedTurn } from './corpus.ts'

export interface ReplayedReply {
  readonly turn: number
  readonly text: string
  readonly parsed: ParsedReply
  readonly result: ApplyResult
  /** What the format saw. */
  readonly before: ReadonlyMap<string, FileContent>
  readonly chatFiles: readonly string[]
  readonly fence: string
}

export interface ReplayedSession {
  readonly replies: readonly ReplayedReply[]
  /** Files that differ from the base. */
  readonly changed: ReadonlyMap<string, Uint8Array>
}

export async function replaySession(
  session: RecordedSession,
  base: BaseFiles,
  format: EditFormat,
): Promise<ReplayedSession> {
  const disk = new Map<string, FileContent | null>()
  const chat = new Set<string>()
  const replies: ReplayedReply[] = []
  const load = async (path: string): Promise<void> => {
    if (disk.has(path)) return
    const bytes = await base.read(path)
    disk.set(path, bytes === null ? null : { bytes, mode: 0o644 })
  }
  for (const [turn, recorded] of session.turns.entries()) {
    if (recorded.role === 'tool') add(chat, recorded.added_files)
    if (recorded.role !== 'assistant') continue
    add(chat, allowedAfter(session.turns, turn))
    const fence = recorded.fence ?? '```'
    const chatFiles = [...chat]
    const isFile = (path: string): boolean => disk.get(path) != null || base.paths.has(path)
    const parsed = format.parse(recorded.text, { chatFiles, fence, isFile })
    for (const path of [...chatFiles, ...parsed.edits.map((edit) => edit.path)]) await load(path)
    const before = new Map(
      [...disk].flatMap(([path, file]) => (file === null ? [] : [[path, file] as const])),
    )
    const result = format.apply(parsed.edits, before, { chatFiles, fence, problems: parsed.problems })
    for (const [path, file] of result.files) disk.set(path, file)
    replies.push({ turn, text: recorded.text, parsed, result, before, chatFiles, fence })
  }
  return { replies, changed: await changedFiles(disk, base) }
}

function add(set: Set<string>, paths: readonly string[]): void {
  for (const path of paths) set.add(path)
}

/** Files that the tool let the reply edit or create, which was asked before the reply's blocks were applied. */
function allowedAfter(turns: readonly RecordedTurn[], turn: number): readonly string[] {
  const next = turns[turn + 1]
  return next?.role === 'tool' ? [...next.allowed_edits, ...next.created_files] : []
}

async function changedFiles(disk: ReadonlyMap<string, FileContent | null>, base: BaseFiles) {
  const changed = new Map<string, Uint8Array>()
  for (const [path, file] of disk) {
    const was = await base.read(path)
    if (file !== null && (was === null || Buffer.compare(was, file.bytes) !== 0))
      changed.set(path, file.bytes)
  }
  return changed
}
