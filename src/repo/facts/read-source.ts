import type { DocFate } from '../segment/segment.ts'

/** Why a file of a language we read was not read, or not by its grammar. */
export type Unread = Exclude<DocFate, 'read'> | 'gone'

/** The text of a source file; a reason for what would cost much and tell nothing. */
export function decodeSource(
  bytes: Uint8Array,
): { readonly text: string } | { readonly unread: 'huge' | 'binary' | 'minified' } {
  if (bytes.byteLength > maxBytes) return { unread: 'huge' }
  const text = decodeText(bytes)
  if (text === null) return { unread: 'binary' }
  // Only in a text without any other line end: there it is what ends lines.
  const lines = text.includes('\r') && !text.includes('\n') ? text.replaceAll('\r', '\n') : text
  return isMinified(lines) ? { unread: 'minified' } : { text: lines }
}

const maxBytes = 1024 * 1024

/** By its mark, as UTF-8, by what it says of itself, or else as what old editors wrote; null for what is no text. */
function decodeText(bytes: Uint8Array): string | null {
  const wide = wideEncodingOf(bytes)
  if (wide !== null) return new TextDecoder(wide).decode(bytes)
  if (bytes.subarray(0, sampleBytes).includes(0)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return decoderOf(declaredEncoding(bytes)).decode(bytes)
  }
}

const sampleBytes = 8192

/** Of UTF-16 without a mark every other byte is zero in most of what programs are written in. */
function wideEncodingOf(bytes: Uint8Array): string | null {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  const sample = bytes.subarray(0, sampleBytes)
  // Most files have none, and finding that out must cost nothing.
  if (!sample.includes(0)) return null
  let even = 0
  let odd = 0
  for (let index = 0; index < sample.length; index++) {
    if (sample[index] !== 0) continue
    if (index % 2 === 0) even++
    else odd++
  }
  const many = sample.length / 4
  if (sample.length < 4 || bytes.length % 2 === 1) return null
  if (odd > many && even === 0) return 'utf-16le'
  return even > many && odd === 0 ? 'utf-16be' : null
}

/** Python's `coding:` line, which other languages' editors understand too: in one of the first two lines. */
function declaredEncoding(bytes: Uint8Array): string {
  const [one = '', two = ''] = new TextDecoder('latin1').decode(bytes.subarray(0, 400)).split(/\r\n|\r|\n/)
  return /coding[:=]\s*([-\w.]+)/.exec(`${one}\n${two}`)?.[1] ?? 'latin1'
}

function decoderOf(label: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(label.replace(/-(?:unix|dos|mac)$/, '').replaceAll('_', '-'))
  } catch {
    try {
      return new TextDecoder(label)
    } catch {
      return new TextDecoder('latin1')
    }
  }
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
