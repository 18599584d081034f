import type { AttemptEvent } from '../../../domain/index.ts'
import { readScript } from '../../context/script-block.ts'
import type { Reply } from './conversation.ts'
import type { EditingInput } from './editing-input.ts'
import type { EditingState } from './editing-state.ts'
import { readReply, toEmitted } from './read-reply.ts'
import type { Block, Tag } from './reply-tags.ts'
import { takeEdit } from './taken-edit.ts'

export type ReplyVerdict =
  | { readonly kind: 'goes-on'; readonly change: Pick<EditingState, 'at'> & Partial<EditingState> }
  | {
      readonly kind: 'refused'
      readonly cause: 'format' | 'edit' | 'syntax'
      readonly reason: string
      /** Patch of an edit that was refused although it applied. */
      readonly doubted: string | null
    }

export interface ReplyToValidate {
  readonly reply: Reply
  readonly expected: readonly Tag[]
}

/** What one reply changes, or why it changes nothing. */
export async function* validateReply(
  input: EditingInput,
  now: EditingState,
  { reply, expected }: ReplyToValidate,
): AsyncGenerator<AttemptEvent, ReplyVerdict> {
  const read = readReply(reply, expected, input.settings)
  if (read.kind === 'block' && read.block.tag === 'done') {
    yield toEmitted('editing', reply, { kind: 'done' })
    return { kind: 'goes-on', change: { at: 'done' } }
  }
  if (read.kind === 'block' && read.block.tag === 'edit')
    return yield* validateEdit(input, now, { reply, block: read.block })
  const script = read.kind === 'block' ? readScript(read.block, { language: input.scripts.language }) : read
  if (script.kind === 'misparse') {
    yield toEmitted('editing', reply, { kind: 'misparse' })
    const reason = `Your reply could not be read: ${script.reason}.`
    return { kind: 'refused', cause: 'format', reason, doubted: now.doubted }
  }
  const { test } = script
  yield toEmitted('editing', reply, { kind: 'test', test })
  const isSame = test.text === now.test?.text && test.language === now.test.language
  const runs = isSame ? {} : { baseRun: null, editedRun: null }
  return { kind: 'goes-on', change: { at: 'exec-script', test, ...runs } }
}

async function* validateEdit(
  input: EditingInput,
  now: EditingState,
  { reply, block }: { readonly reply: Reply; readonly block: Block },
): AsyncGenerator<AttemptEvent, ReplyVerdict> {
  const reading = yield* takeEdit(input, block.body, now.doubted)
  if (reading.kind === 'taken') {
    const { edit } = reading
    yield toEmitted('editing', reply, { kind: 'edit', patch: edit.patch })
    const runs = edit.patch === now.edit?.patch ? {} : { editedRun: null }
    return { kind: 'goes-on', change: { at: 'exec-script', edit, ...runs } }
  }
  const { reason, patch } = reading
  yield toEmitted('editing', reply, { kind: 'misparse' })
  return { kind: 'refused', cause: patch === null ? 'edit' : 'syntax', reason, doubted: patch }
}
