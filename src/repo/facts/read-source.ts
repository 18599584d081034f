import type { DocFate } from '../segment/segment.ts'

/** Why a file of a language we read was not read, or not by its grammar. */
export type Unread = Exclude<DocFate, 'read'> | 'gone'

/** The text of a source file; a reason for what would cost much and tell nothing. */
export function decodeSource(
  bytes: Uint8Array,
): { readonly text: string } | { readonly unread: 'huge' | 'binary' | 'minified' } {
  if (bytes.byteLength > maxBytes) return { unread: 'huge' }
  const encoding = encodingOf(bytes)
  if (encoding === 'utf-8' && bytes.subarray(0, 8192).includes(0)) return { unread: 'binary' }
  const text = new TextDecoder(encoding).decode(bytes)
  return isMinified(text) ? { unread: 'minified' } : { text }
}

const maxBytes = 1024 * 1024

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
}

/** Written by a program for a program: most of the text stands on lines that nobody reads. */
function isMinified(text: string): boolean {
  if (text.length < 4096) return false
  let long = 0
  for (let start = 0; start < text.length;) {
    const found = text.indexOf('\n', start)
    const end = found < 0 ? text.length : found
    if (end - start > 1000) long += end - start
    start = end + 1
  }
  return long > text.length / 2
}
