import type { AttemptEvent } from '../../../domain/index.ts'
import { runMachine, type StateTable } from '../../../std/index.ts'
import { beginConversation, say } from './conversation.ts'
import type { EditingInput as EditingContext } from './editing-input.ts'
import { renderFirst, renderNext } from './editing-prompts.ts'
import type { ActiveEditingState, EditingState } from './editing-state.ts'
import { execScript } from './exec-script.ts'
import { prompt } from './prompts.ts'
import type { TestingState } from './testing-machine.ts'
import { validateReply } from './validate-reply.ts'

export interface EditingInput extends EditingContext {
  /** The same, byte by byte, for all attempts. */
  readonly system: string
  /** What the testing machine ended with. */
  readonly seed: Pick<TestingState, 'test' | 'run' | 'conversation'>
  readonly onState: (state: EditingState) => void
}

/** Edits the code, looks at what the script says with and without the edit, and mends either, until all is well. */
export function runEditing(input: EditingInput): AsyncGenerator<AttemptEvent, EditingState> {
  const { seed } = input
  const start: EditingState = {
    at: 'write-initial-edit',
    conversation: beginConversation(input.system, seed.conversation.completions),
    reply: null,
    edit: null,
    test: seed.test,
    baseRun: seed.run,
    editedRun: null,
    review: null,
    doubted: null,
  }
  return runMachine<ActiveEditingState, EditingState, AttemptEvent>(createTable(input), start, input)
}

function createTable(input: EditingInput) {
  return {
    'write-initial-edit': (now) =>
      ask(input, now, { text: renderFirst(input, now), next: 'validate-initial-edit' }),
    'validate-initial-edit': (now) => validate(input, now, { isFirst: true }),
    'exec-script': (now) => execScript(input, now),
    'approve-or-revise': (now) =>
      ask(input, now, { text: renderNext(input, now), next: 'validate-approve-or-revise' }),
    'validate-approve-or-revise': (now) => validate(input, now, { isFirst: false }),
  } satisfies StateTable<ActiveEditingState, EditingState, AttemptEvent>
}

async function* ask(
  input: EditingInput,
  now: EditingState,
  { text, next }: { readonly text: string; readonly next: ActiveEditingState },
): AsyncGenerator<AttemptEvent, EditingState> {
  const answer = yield* say(input, now.conversation, { text, state: now.at })
  if (answer.kind === 'limit') return { ...now, at: answer.at, reply: null }
  return { ...now, at: next, conversation: answer.conversation, reply: answer.reply }
}

/** Goes where a reply leads; one that leads nowhere is answered with the reason, and the state stays. */
async function* validate(
  input: EditingInput,
  now: EditingState,
  { isFirst }: { readonly isFirst: boolean },
): AsyncGenerator<AttemptEvent, EditingState> {
  const { reply, at } = now
  if (reply === null) return { ...now, at: 'approve-or-revise' }
  const verdict = yield* validateReply(input, now, {
    reply,
    expected: isFirst ? ['edit'] : ['done', 'test', 'edit'],
  })
  if (verdict.kind === 'goes-on') return { ...now, ...verdict.change, reply: null }
  const { cause, reason, doubted } = verdict
  yield { type: 'reflection', cause, text: reason }
  const text = prompt(isFirst ? 'edit-again' : 'edit-next-again', { reason })
  const stay = at === 'validate-initial-edit' ? at : 'validate-approve-or-revise'
  return yield* ask(input, { ...now, doubted }, { text, next: stay })
}
