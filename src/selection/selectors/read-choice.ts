import { readTaggedReply } from '../../llm/index.ts'
import { selectorTags, type Block } from './reply-tags.ts'

export type ChoiceReading =
  | { readonly kind: 'choice'; readonly name: string }
  | { readonly kind: 'misparse'; readonly reason: string }

/** The one name that a reply gives. */
export function readChoice(text: string): ChoiceReading {
  const read = readTaggedReply(text, { tags: selectorTags, expected: ['choice'], reading: 'strict' })
  return read.kind === 'misparse' ? read : nameIn(read.block)
}

/** The name stands between the tags, or in an attribute. */
export function nameIn({ body, attributes }: Block): ChoiceReading {
  const id = /\bid\s*=\s*["']?([^"'\s>]+)/.exec(attributes)?.[1]
  const name = body === '' ? (id ?? '') : body
  return name === '' ? { kind: 'misparse', reason: 'the choice names no patch' } : { kind: 'choice', name }
}
