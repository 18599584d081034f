import type { FileContent } from '../edit.ts'
import { decodeText } from '../text-file.ts'
import type { SearchedFile } from './ladder.ts'
import { createLineIndex } from './line-search.ts'

/** Null for content that is no text. */
export type FileReader = (file: FileContent) => SearchedFile | null

/** Decodes each version of a file once. */
export function createFileReader(): FileReader {
  const read = new WeakMap<FileContent, SearchedFile | null>()
  return (content) => {
    const known = read.get(content)
    if (known !== undefined) return known
    const file = decodeText(content.bytes)
    const searched = file === null ? null : { file, index: createLineIndex(file.lines) }
    read.set(content, searched)
    return searched
  }
}
