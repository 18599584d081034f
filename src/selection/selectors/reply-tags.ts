import type { TaggedBlock, TagSet } from '../../llm/index.ts'

/** What a reply may hold: a script, or the name of a candidate. */
export type Tag = 'test' | 'choice'
export type Block = TaggedBlock<Tag>

export const selectorTags: TagSet<Tag> = {
  names: ['test', 'choice'],
  whole: ['test', 'choice'],
  endless: [],
  short: ['choice'],
}
