import type { TaggedBlock, TaggedReply, TagSet } from '../../../llm/index.ts'

/** What a reply may hold: a script, an edit, or the word that all is well. */
export type Tag = 'test' | 'edit' | 'done'
export type Block = TaggedBlock<Tag>
export type BlockReading = TaggedReply<Tag>

export const editTestTags: TagSet<Tag> = {
  names: ['test', 'edit', 'done'],
  whole: ['done'],
  endless: ['done'],
  short: [],
}
