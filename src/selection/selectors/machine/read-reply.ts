import { readScript } from '../../../attempt/index.ts'
import type { GeneratedTest, ScriptLanguage } from '../../../domain/index.ts'
import { readTaggedReply } from '../../../llm/index.ts'
import { nameIn, type ChoiceReading } from '../read-choice.ts'
import { selectorTags, type Tag } from '../reply-tags.ts'
import type { SelectorMachineOptions } from './options.ts'

/** A reply that nobody has looked into yet. */
export interface UnreadReply {
  readonly text: string
  readonly cutShort: boolean
}

export type Reading = ChoiceReading | { readonly kind: 'test'; readonly test: GeneratedTest }

export interface ReplyRules extends Pick<SelectorMachineOptions, 'tags' | 'languages'> {
  readonly expected: readonly Tag[]
  /** Of a script that does not say. */
  readonly language: ScriptLanguage
}

/** What a reply is: a script to run, a candidate's name, or neither. */
export function readReply({ text, cutShort }: UnreadReply, rules: ReplyRules): Reading {
  const { tags: reading, expected } = rules
  const read = readTaggedReply(text, { tags: selectorTags, expected, reading })
  if (read.kind === 'misparse')
    return cutShort ? { ...read, reason: `${read.reason}; it was cut off for length, so be shorter` } : read
  return read.block.tag === 'test' ? readScript(read.block, rules) : nameIn(read.block)
}
