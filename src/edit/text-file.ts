/** A text file as lines, with everything that must survive an edit. */
export interface TextFile {
  /** Without LF; a CR before it stays part of the line. */
  readonly lines: readonly string[]
  readonly finalNewline: boolean
  readonly bom: boolean
  /** `latin1` stands for any encoding that is not UTF-8: bytes pass through it unchanged. */
  readonly encoding: 'utf-8' | 'latin1'
  /** What most lines end with. */
  readonly lineEnd: '\n' | '\r\n'
}

export const emptyTextFile: TextFile = {
  lines: [],
  finalNewline: true,
  bom: false,
  encoding: 'utf-8',
  lineEnd: '\n',
}

/** Null for content that is no text. */
export function decodeText(bytes: Uint8Array): TextFile | null {
  if (bytes.includes(0)) return null
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const body = bom ? bytes.subarray(3) : bytes
  const decoded = decodeUtf8(body)
  const text = decoded ?? Buffer.from(body).toString('latin1')
  const pieces = text.split('\n')
  const finalNewline = pieces.at(-1) === '' && pieces.length > 1
  const lines = finalNewline || text === '' ? pieces.slice(0, -1) : pieces
  const crlf = lines.filter((line) => line.endsWith('\r')).length
  return {
    lines,
    finalNewline: finalNewline || text === '',
    bom,
    encoding: decoded === null ? 'latin1' : 'utf-8',
    lineEnd: crlf > 0 && crlf * 2 > lines.length - (finalNewline ? 0 : 1) ? '\r\n' : '\n',
  }
}

/** Null when the file's encoding has no place for one of its characters. */
export function encodeText(file: TextFile): Uint8Array | null {
  const { lines, finalNewline, bom, encoding } = file
  // An empty last line is only one with a newline behind it.
  const ended = finalNewline || lines.at(-1) === ''
  const text = lines.join('\n') + (ended && lines.length > 0 ? '\n' : '')
  if (encoding === 'latin1') return /[\u0100-\uffff]/.test(text) ? null : Buffer.from(text, 'latin1')
  return new TextEncoder().encode((bom ? '\ufeff' : '') + text)
}

/** The file with `count` lines from `start` replaced. `lines` may carry CRs only where the file had them. */
export function replaceLines(
  file: TextFile,
  start: number,
  change: { readonly count: number; readonly lines: readonly string[] },
): TextFile {
  const before = file.lines.slice(0, start)
  const after = file.lines.slice(start + change.count)
  const lines = [...before, ...change.lines, ...after]
  if (file.finalNewline || file.lineEnd === '\n') return { ...file, lines }
  // Without a final newline the last line carries no CR, and the line that was last needs one once it is not.
  const last = lines.length - 1
  const touched = start + change.lines.length
  const fixed = lines.map((line, at) => {
    if (at === last) return bareLine(line)
    return at >= start - 1 && at < touched && !line.endsWith('\r') ? `${line}\r` : line
  })
  return { ...file, lines: fixed }
}

/** A line without its CR. */
export function bareLine(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}

/** Lines of a text that a reply holds: LF or CRLF, with or without a final newline. */
export function toLines(text: string): readonly string[] {
  if (text === '') return []
  const lines = text.split('\n').map(bareLine)
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

export function isBlank(line: string): boolean {
  return line.trim() === ''
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}
