/** What a document is made of, as it is read; `depth` is 0 for the root. */
export interface XmlReader {
  readonly open: (tag: string, attributes: ReadonlyMap<string, string>, depth: number) => void
  readonly close: (tag: string, depth: number) => void
}

const nameStart =
  ':A-Z_a-z\\xc0-\\xd6\\xd8-\\xf6\\xf8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd\\u{10000}-\\u{effff}'
const namePattern = new RegExp(`[${nameStart}][${nameStart}\\-.0-9\\xb7\\u0300-\\u036f\\u203f\\u2040]*`, 'uy')
const attributePattern = /[ \t\n]+([^\s=<>"'/]+)[ \t\n]*=[ \t\n]*(?:"([^"<]*)"|'([^'<]*)')/y
const tagEnd = /[ \t\n]*(\/?)>/y
const closingEnd = /[ \t\n]*>/y
const reference = /^#(?:x([0-9a-fA-F]+)|([0-9]+))$/
const forbidden =
  // oxlint-disable-next-line no-control-regex
  /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/
const named: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
])

/**
 * Reads one element with all that is in it, without a document type. Returns false, after some calls perhaps, where
 * the text is no well-formed XML. Names with a prefix are taken as they are.
 */
export function readXml(text: string, reader: XmlReader): boolean {
  if (forbidden.test(text)) return false
  const open: string[] = []
  let at = 0
  do {
    const next = readMarkup(text, { at, open, reader })
    if (next < 0) return false
    if (open.length === 0) return next === text.length
    at = text.indexOf('<', next)
    if (at < 0 || !isText(text.slice(next, at))) return false
  } while (at >= 0)
  return false
}

interface Place {
  readonly at: number
  readonly open: string[]
  readonly reader: XmlReader
}

/** Reads a tag, a comment, a section of plain text or an instruction; index behind it, or -1. */
function readMarkup(text: string, place: Place): number {
  const { at } = place
  if (text.startsWith('<!--', at)) {
    const end = text.indexOf('--', at + 4)
    return end >= 0 && text[end + 2] === '>' ? end + 3 : -1
  }
  if (text.startsWith('<![CDATA[', at)) return endOf(text, ']]>', at + 9)
  if (text.startsWith('<?', at)) return readInstruction(text, at)
  return text.startsWith('</', at) ? readClosing(text, place) : readOpening(text, place)
}

function readOpening(text: string, { at, open, reader }: Place): number {
  const tag = matchAt(namePattern, text, at + 1)?.[0]
  if (tag === undefined) return -1
  let end = at + 1 + tag.length
  const attributes = new Map<string, string>()
  for (
    let match = matchAt(attributePattern, text, end);
    match;
    match = matchAt(attributePattern, text, end)
  ) {
    const [whole, name = '', double, single] = match
    const value = decode(double ?? single ?? '')
    if (matchAt(namePattern, name, 0)?.[0] !== name || attributes.has(name) || value === null) return -1
    attributes.set(name, value)
    end += whole.length
  }
  const close = matchAt(tagEnd, text, end)
  if (!close) return -1
  reader.open(tag, attributes, open.length)
  if (close[1] === '/') reader.close(tag, open.length)
  else open.push(tag)
  return end + close[0].length
}

function readClosing(text: string, { at, open, reader }: Place): number {
  const tag = open.pop()
  if (tag === undefined || !text.startsWith(tag, at + 2)) return -1
  const close = matchAt(closingEnd, text, at + 2 + tag.length)
  if (!close) return -1
  reader.close(tag, open.length)
  return at + 2 + tag.length + close[0].length
}

function readInstruction(text: string, at: number): number {
  const target = matchAt(namePattern, text, at + 2)?.[0]
  if (target === undefined || target.toLowerCase() === 'xml') return -1
  const end = at + 2 + target.length
  return /[ \t\n?]/.test(text[end] ?? '') ? endOf(text, '?>', end) : -1
}

function endOf(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from)
  return at < 0 ? -1 : at + mark.length
}

function isText(text: string): boolean {
  return !text.includes(']]>') && decode(text) !== null
}

/** The text with references resolved and newlines as blanks, as in attributes; null where a reference is none. */
function decode(text: string): string | null {
  const [first = '', ...rest] = text.replaceAll(/[\t\n]/g, ' ').split('&')
  let decoded = first
  for (const part of rest) {
    const end = part.indexOf(';')
    const character = end < 0 ? null : referenced(part.slice(0, end))
    if (character === null) return null
    decoded += character + part.slice(end + 1)
  }
  return decoded
}

/** What `amp`, `#38` or `#x26` stands for; null for anything that is no reference to a legal character. */
function referenced(name: string): string | null {
  const known = named.get(name)
  if (known !== undefined) return known
  const [, hex, decimal] = reference.exec(name) ?? []
  if (hex === undefined && decimal === undefined) return null
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
  const character = code <= 0x10ffff ? String.fromCodePoint(code) : '\0'
  return forbidden.test(character) ? null : character
}

/** @param sticky a pattern with the flag `y` */
function matchAt(sticky: RegExp, text: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at
  return sticky.exec(text)
}
