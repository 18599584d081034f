import {
  addUsage,
  noUsage,
  type AttemptEvent,
  type AttemptOutcome,
  type Candidate,
  type Evidence,
  type GeneratedTest,
  type Usage,
} from '../../../domain/index.ts'
import { rankCandidates } from '../../candidates.ts'
import type { Failure } from '../../failure.ts'
import { notRun } from '../../review.ts'
import type { AttemptTools } from '../../strategy.ts'
import { stepOf } from './conversation.ts'
import type { EditTestInput } from './edit-test-input.ts'
import type { EditingState } from './editing-state.ts'
import { canReview, hasAgreed, reviewEdit } from './exec-script.ts'
import type { TestingState } from './testing-machine.ts'

/** How far an attempt has come; null for a machine that has not begun. */
export interface Progress {
  readonly testing: TestingState | null
  readonly editing: EditingState | null
}

/** What is known of the last edit, which is run now where that has not happened yet. */
export async function* judgeFinal(
  input: EditTestInput,
  editing: EditingState,
): AsyncGenerator<AttemptEvent, Evidence | null> {
  const { edit, review, conversation } = editing
  if (edit === null) return null
  if (review?.patch === edit.patch) return review.review.evidence
  if (!canReview(input)) return evidenceOfScript(editing)
  return (yield* reviewEdit(input, edit, stepOf(conversation))).evidence
}

/** A script of the attempt's own makes no patch plausible, but what it says is worth telling. */
function evidenceOfScript(editing: EditingState): Evidence {
  if (editing.editedRun === null) return notRun
  const reason = hasAgreed(editing)
    ? 'nothing was run on it but its own script, which sees the issue before and not after'
    : 'nothing was run on it but its own script, which does not speak for it'
  return { ...notRun, reason }
}

/** The ending of machines that ran to theirs: the last edit and the last script, approved or not. */
export function toOutcome(
  progress: Progress,
  {
    tools,
    evidence,
  }: { readonly tools: Pick<AttemptTools, 'attemptIndex'>; readonly evidence: Evidence | null },
): AttemptOutcome {
  const common = commonOf(progress)
  const candidates = candidatesOf(progress, { attemptIndex: tools.attemptIndex, evidence })
  if (candidates.length > 0) return { kind: 'submitted', candidates, ...common }
  const { testing, editing } = progress
  if (editing === null)
    return { kind: 'no-patch', reason: `no script came of ${completionsOf(testing)}`, ...common }
  if (editing.at === 'context-length')
    return {
      kind: 'limit',
      which: 'tokens',
      reason: 'the conversation passed what the model takes',
      candidates,
      ...common,
    }
  if (editing.at === 'completions')
    return {
      kind: 'limit',
      which: 'steps',
      reason: `no edit came of ${completionsOf(editing)}`,
      candidates,
      ...common,
    }
  return { kind: 'no-patch', reason: 'the attempt ended without an edit', ...common }
}

/** The ending of an attempt that was broken off, with what there was. */
export function toFailed(failure: Failure, progress: Progress, attemptIndex: number): AttemptOutcome {
  const { usage, test } = commonOf(progress)
  if (failure.kind !== 'limit') return { ...failure, usage }
  const { editing } = progress
  const known = editing?.review?.patch === editing?.edit?.patch ? editing?.review?.review.evidence : null
  return {
    ...failure,
    candidates: candidatesOf(progress, { attemptIndex, evidence: known ?? null }),
    test,
    usage,
  }
}

function commonOf({ testing, editing }: Progress): { test: GeneratedTest | undefined; usage: Usage } {
  return {
    test: editing?.test ?? testing?.test ?? undefined,
    usage: addUsage(testing?.conversation.usage ?? noUsage, editing?.conversation.usage ?? noUsage),
  }
}

function candidatesOf(
  { editing }: Progress,
  { attemptIndex, evidence }: { readonly attemptIndex: number; readonly evidence: Evidence | null },
): Candidate[] {
  const patch = editing?.edit?.patch
  return patch === undefined
    ? []
    : [...rankCandidates([{ patch, evidence: evidence ?? notRun }], attemptIndex)]
}

function completionsOf(state: TestingState | EditingState | null): string {
  const completions = state?.conversation.completions ?? 0
  return `${completions} ${completions === 1 ? 'reply' : 'replies'}`
}
