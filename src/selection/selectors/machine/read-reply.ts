import { scriptLanguageSchema, type GeneratedTest, type ScriptLanguage } from '../../../domain/index.ts'
import { nameIn, type ChoiceReading } from '../read-choice.ts'
import { readTags, type Tag, type TaggedBlock } from '../reply-tags.ts'
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
  const read = readTags(text, rules)
  if (read.kind === 'misparse')
    return cutShort ? { ...read, reason: `${read.reason}; it was cut off for length, so be shorter` } : read
  return read.block.tag === 'test' ? readTest(read.block, rules) : nameIn(read.block)
}

function readTest({ body, attributes }: TaggedBlock, { languages, language }: ReplyRules): Reading {
  const text = withoutFence(body)
  if (text === '') return { kind: 'misparse', reason: 'the script is empty' }
  const named = /\blanguage\s*=\s*["']?([\w-]+)/.exec(attributes)?.[1]?.toLowerCase() ?? language
  const known = scriptLanguageSchema.safeParse(named).data
  if (known !== undefined && languages.includes(known))
    return { kind: 'test', test: { language: known, text: `${text}\n` } }
  const list = languages.join(', ')
  return { kind: 'misparse', reason: `no script can be written in '${named}', only in ${list}` }
}

/** Many models put a fence around code wherever it stands. */
function withoutFence(body: string): string {
  const match = /^(`{3,}|~{3,})[^\n]*\n([\s\S]*?)\n?\1$/.exec(body)
  return (match?.[2] ?? body).trim()
}
