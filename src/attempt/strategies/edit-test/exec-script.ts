import type { AttemptEvent, Evidence } from '../../../domain/index.ts'
import { reviewPatch, type Review } from '../../review.ts'
import { stepOf } from './conversation.ts'
import type { EditTestInput } from './edit-test-input.ts'
import type { EditingState } from './editing-state.ts'
import { runScripts, type ScriptRequest } from './run-script-on.ts'
import { writeFiles } from '../../repository-files.ts'
import type { TakenEdit } from './taken-edit.ts'

/**
 * Runs the script without and with the edit, as far as that is not known. Where it sees the issue before and not
 * after, the visible tests have the last word, and the machine ends unless they were broken.
 */
export async function* execScript(
  input: EditTestInput,
  before: EditingState,
): AsyncGenerator<AttemptEvent, EditingState> {
  yield { type: 'stage', stage: before.at }
  const now = { ...before, ...(yield* runMissing(input, before)) }
  const { edit } = now
  if (!input.settings.stopOnAgreement || !hasAgreed(now) || edit === null)
    return { ...now, at: 'approve-or-revise' }
  if (!canReview(input)) return { ...now, at: 'done' }
  const known = now.review?.patch === edit.patch ? now.review.review : null
  const review = known ?? (yield* reviewEdit(input, edit, stepOf(now.conversation)))
  const holds = breaksNothing(review.evidence)
  if (!holds) yield { type: 'reflection', cause: 'tests', text: review.evidence.reason }
  return { ...now, at: holds ? 'done' : 'approve-or-revise', review: { patch: edit.patch, review } }
}

/** Whether the script sees the issue without the edit and not with it. */
export function hasAgreed({ baseRun, editedRun }: Pick<EditingState, 'baseRun' | 'editedRun'>): boolean {
  return baseRun?.verdict === 'present' && editedRun?.verdict === 'fixed'
}

/** Whether there is anything that can speak of an edit beside the script. */
export function canReview({ tools }: Pick<EditTestInput, 'tools'>): boolean {
  return tools.testCommand !== null || tools.failCommand !== null
}

/** Runs the visible tests and the failing command on an edit. */
export async function* reviewEdit(
  { tools, settings, signal }: EditTestInput,
  edit: TakenEdit,
  step: number,
): AsyncGenerator<AttemptEvent, Review> {
  const { mustFix, outputCharacters } = settings
  await using sandbox = await tools.sandbox.fork()
  await writeFiles(sandbox, edit.files)
  const request = { patch: edit.patch, step, mustFix, outputCharacters, signal }
  return yield* reviewPatch({ ...tools, sandbox }, request)
}

export function breaksNothing({ tests, failCommand }: Evidence): boolean {
  return (tests?.broken.length ?? 0) === 0 && (failCommand === null || failCommand.after === 0)
}

async function* runMissing(
  input: EditTestInput,
  { test, edit, baseRun, editedRun, conversation }: EditingState,
): AsyncGenerator<AttemptEvent, Pick<EditingState, 'baseRun' | 'editedRun'>> {
  if (test === null) return { baseRun: null, editedRun: null }
  const step = stepOf(conversation)
  const missing: readonly ScriptRequest[] = [
    ...(baseRun === null ? [{ test, edit: null, step }] : []),
    ...(editedRun === null && edit !== null ? [{ test, edit, step }] : []),
  ]
  const runs = yield* runScripts(input, missing)
  const runOf = (on: TakenEdit | null) => runs[missing.findIndex((request) => request.edit === on)] ?? null
  return { baseRun: baseRun ?? runOf(null), editedRun: editedRun ?? (edit && runOf(edit)) }
}
