import type { SyntaxParser } from '../../syntax/index.ts'
import type { ReadDoc } from '../segment/segment-builder.ts'
import { createTagger } from '../tags/extract-tags.ts'
import { noTags } from '../tags/file-tags.ts'
import { lexicalTags } from '../tags/lexical-tags.ts'
import { decodeSource } from './read-source.ts'
import type { Reading } from './source-language.ts'

/** A content to be read. */
export interface UnreadDoc {
  readonly key: string
  readonly reading: Exclude<Reading, 'none'>
  readonly bytes: Uint8Array
}

/** Turns contents into what is kept of them; owns its compiled queries. */
export interface DocReader extends Disposable {
  /** A content that cannot be read, or not by its grammar, costs no more than itself. */
  read(doc: UnreadDoc): Promise<ReadDoc>
}

export function createDocReader(syntax: SyntaxParser): DocReader {
  const tagger = createTagger(syntax)
  return {
    read: async ({ key, reading, bytes }) => {
      const size = bytes.byteLength
      const decoded = decodeSource(bytes)
      if ('unread' in decoded) return { key, fate: decoded.unread, text: '', size, tags: noTags }
      const { text } = decoded
      const tags = await tagger.read(text, reading === 'words' ? null : reading)
      return tags
        ? { key, fate: 'read', text, size, tags }
        : { key, fate: 'unparsed', text, size, tags: lexicalTags(text) }
    },
    [Symbol.dispose]: () => tagger[Symbol.dispose](),
  }
}

/** Reads a content by words alone, whatever its language. */
export function readByWords({ key, bytes }: UnreadDoc): ReadDoc {
  const decoded = decodeSource(bytes)
  const size = bytes.byteLength
  if ('unread' in decoded) return { key, fate: decoded.unread, text: '', size, tags: noTags }
  return { key, fate: 'unparsed', text: decoded.text, size, tags: lexicalTags(decoded.text) }
}
