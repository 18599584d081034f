import type { AppliedEdit, ApplyOptions, ApplyResult, Edit, FailedEdit, FileContent, Files } from './edit.ts'
import { refuseSpelling } from './path-guard.ts'

/** What one edit does to a state of the files: `file` is written at the path that `applied` tells, `removes` is gone. */
export type EditStep =
  | { readonly applied: AppliedEdit; readonly file: FileContent | null; readonly removes?: string }
  | { readonly failed: FailedEdit }

/** What an edit does to the files as they are now. */
export type TakeStep = (edit: Edit, now: Files) => EditStep

/**
 * Runs edits one after another, each on what those before it left. Paths are guarded before anything else; an edit
 * that fails changes nothing. `step` returns a file only where something changed.
 */
export function applyInOrder(
  edits: readonly Edit[],
  options: ApplyOptions,
  state: { readonly files: Files; readonly step: TakeStep },
): ApplyResult {
  const now = new Map(state.files)
  const changed = new Set<string>()
  const applied: AppliedEdit[] = []
  const failures: FailedEdit[] = []
  for (const edit of edits) {
    const result = refuse(edit, options) ?? state.step(edit, now)
    if ('failed' in result) {
      failures.push(result.failed)
      continue
    }
    applied.push(result.applied)
    if (result.removes !== undefined) now.delete(result.removes)
    if (result.file === null) continue
    now.set(result.applied.path, result.file)
    changed.add(result.applied.path)
  }
  const spoiled = failures.length + (options.problems ?? []).length
  if (options.allOrNothing === true && spoiled > 0) return holdBack(applied, failures)
  const files = new Map([...changed].flatMap((path) => entry(path, now, state.files)))
  const removed = [...state.files.keys()].filter((path) => !now.has(path))
  const outcome = applied.length === 0 ? 'none' : spoiled === 0 ? 'full' : 'partial'
  return { files, removed, applied, failures, outcome }
}

export function fail(
  edit: Edit,
  kind: FailedEdit['kind'],
  details: Pick<FailedEdit, 'reason'> & Partial<FailedEdit>,
): { readonly failed: FailedEdit } {
  return { failed: { places: [], nearMiss: null, ...details, edit, kind } }
}

function refuse(edit: Edit, options: ApplyOptions): EditStep | null {
  for (const path of pathsOf(edit)) {
    const reason = refuseSpelling(path) ?? options.refuse?.(path) ?? null
    if (reason !== null)
      return fail(edit, 'unsafe-path', {
        reason: path === edit.path ? `its path ${reason}` : `its new path ${path} ${reason}`,
      })
  }
  return null
}

/** Every path that an edit may write or remove. */
export function pathsOf({ path, action }: Edit): readonly string[] {
  return action?.kind === 'move' ? [path, action.to] : [path]
}

/** Leaves out files that came back to what they were. */
function entry(path: string, now: Files, before: Files): readonly (readonly [string, FileContent])[] {
  const next = now.get(path)
  const was = before.get(path)
  if (next === undefined || (was !== undefined && Buffer.compare(was.bytes, next.bytes) === 0)) return []
  return [[path, next]]
}

function holdBack(applied: readonly AppliedEdit[], failures: readonly FailedEdit[]): ApplyResult {
  const reason = 'other edits of the reply failed, and all or none were to apply'
  const held = applied.map(({ edit }) => fail(edit, 'held-back', { reason }).failed)
  return { files: new Map(), removed: [], applied: [], failures: [...failures, ...held], outcome: 'none' }
}
