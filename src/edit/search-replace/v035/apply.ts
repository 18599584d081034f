import type {
  AppliedEdit,
  ApplyOptions,
  ApplyResult,
  Edit,
  FailedEdit,
  FileContent,
  Files,
} from '../../edit.ts'
import { replaceFirst } from './replace.ts'
import { closingFence } from '../../fence.ts'
import { splitBareLines } from './split-lines.ts'

/**
 * Blocks in order by the rules of version 0.35: the first place wins, a block that fails in its own file is tried on
 * every other file of the chat, no path is refused.
 */
export function applyV035(edits: readonly Edit[], files: Files, options: ApplyOptions = {}): ApplyResult {
  const changed = new Map<string, FileContent>()
  const applied: AppliedEdit[] = []
  const failures: FailedEdit[] = []
  const now = (path: string): FileContent | undefined => changed.get(path) ?? files.get(path)
  for (const edit of edits) {
    const candidates = [edit.path, ...(options.chatFiles ?? []).filter((path) => path !== edit.path)]
    const hit = firstHit(edit, candidates, { now, fence: options.fence ?? '```' })
    if (hit === null) {
      const reason = 'no file of the chat holds the text'
      failures.push({ edit, kind: 'not-found', reason, places: [], nearMiss: null })
      continue
    }
    const bytes = new TextEncoder().encode(hit.text)
    changed.set(hit.path, { bytes, mode: now(hit.path)?.mode ?? 0o644 })
    const note = hit.path === edit.path ? {} : { note: `meant for ${edit.path}, found in ${hit.path}` }
    applied.push({ edit, path: hit.path, how: hit.how, line: hit.line + 1, ...note })
  }
  const outcome = applied.length === 0 ? 'none' : failures.length === 0 ? 'full' : 'partial'
  return { files: changed, removed: [], applied, failures, outcome }
}

interface HitContext {
  readonly now: (path: string) => FileContent | undefined
  readonly fence: string
}

function firstHit(edit: Edit, candidates: readonly string[], context: HitContext) {
  const { now, fence } = context
  const [reading] = edit.readings
  for (const path of candidates) {
    const file = now(path)
    const content =
      file === undefined ? null : new TextDecoder('utf-8', { ignoreBOM: true }).decode(file.bytes)
    const search = unwrap(reading.search ?? '', path, fence)
    const replace = unwrap(reading.replace, path, fence)
    if (content === null && (search.trim() !== '' || path !== edit.path)) continue
    const result =
      search.trim() === ''
        ? {
            text: (content ?? '') + replace,
            how: content === null ? ('new-file' as const) : ('append' as const),
            line: 0,
          }
        : replaceFirst(content ?? '', search, replace)
    if (result !== null && result.text !== '') return { path, ...result }
  }
  return null
}

/** Drops a first line that ends in the file's name, then one pair of fences around the rest. */
function unwrap(text: string, path: string, fence: string): string {
  if (text === '') return text
  let lines = splitBareLines(text)
  const name = path.slice(path.lastIndexOf('/') + 1)
  if ((lines[0] ?? '').trim().endsWith(name)) lines = lines.slice(1)
  if (lines[0]?.startsWith(fence) && lines.at(-1)?.startsWith(closingFence(fence))) lines = lines.slice(1, -1)
  const body = lines.join('\n')
  // A blank last line is lost here, as it was in this version.
  return body === '' || body.endsWith('\n') ? body : `${body}\n`
}
