import type { AttemptEvent } from '../../../domain/index.ts'
import { readTaggedReply } from '../../../llm/index.ts'
import type { Reply } from './conversation.ts'
import type { EditTestOptions } from './options.ts'
import { editTestTags, type BlockReading, type Tag } from './reply-tags.ts'

/** The one block of a reply, by the rules of the flow. A reply that lost its end says so. */
export function readReply(
  { text, cutShort }: Reply,
  expected: readonly Tag[],
  { flow }: Pick<EditTestOptions, 'flow'>,
): BlockReading {
  const reading = flow === 'codemonkeys' ? 'bare' : 'strict'
  const read = readTaggedReply(text, { tags: editTestTags, expected, reading })
  if (read.kind === 'block' || !cutShort) return read
  return { ...read, reason: `${read.reason}; it was cut off for length, so be shorter` }
}

type Emitted = Extract<AttemptEvent, { type: 'emitted' }>

/** What a reply was read as, so that an attempt can be looked at as if it had ended after any of its replies. */
export function toEmitted(
  machine: Emitted['machine'],
  { state, usage }: Reply,
  read: Pick<Emitted, 'kind'> & Partial<Pick<Emitted, 'patch' | 'test'>>,
): Emitted {
  return { type: 'emitted', machine, state, patch: null, test: null, usage, ...read }
}
