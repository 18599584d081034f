import type { ToolCall } from '../../../domain/index.ts'

/** A call as it was found in a reply; all values are text. */
export interface WrittenCall {
  readonly name: string
  readonly input: Readonly<Record<string, string>>
}

/** A call as a model writes it that has no means of its own for that. Parsing gives the same back. */
export function renderCall({ name, input }: Pick<ToolCall, 'name' | 'input'>): string {
  const values = typeof input === 'object' && input !== null && !Array.isArray(input) ? input : {}
  const parameters = Object.entries(values).map(
    ([key, value]) => `<parameter=${key}>${renderValue(value)}</parameter>\n`,
  )
  return `<function=${name}>\n${parameters.join('')}</function>`
}

function renderValue(value: unknown): string {
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll(
    /<(\\*\/?(?:function|parameter))/g,
    String.raw`<\$1`,
  )
  return text.includes('\n') ? `\n${text}\n` : text
}

/**
 * The calls of a reply, in order, with text around them. Tags may be unclosed at the end of the reply, and a parameter
 * before the next one. A closing tag inside a value counts as part of it unless what follows belongs to a call.
 */
export function parseCalls(text: string): readonly WrittenCall[] {
  const tags = findTags(text)
  const calls: WrittenCall[] = []
  for (let at = 0; at < tags.length; at += 1) {
    const tag = tags[at]
    if (tag?.kind !== 'function') continue
    const body = readBody(text, { tags, from: at + 1 })
    const until = tags[body.next]
    const input = body.parameters.size === 0 ? readJson(text.slice(tag.end, until?.start)) : null
    calls.push({ name: tag.name, input: input ?? Object.fromEntries(body.parameters) })
    at = until?.kind === 'function' ? body.next - 1 : body.next
  }
  return calls
}

interface Tag {
  readonly kind: 'function' | 'parameter' | '/function' | '/parameter'
  readonly name: string
  readonly start: number
  readonly end: number
}

function findTags(text: string): readonly Tag[] {
  const pattern = /<(function|parameter)=[ "']*([\w.-]{1,80})[ "']*>|<(\/(?:function|parameter))>/g
  return [...text.matchAll(pattern)].map((match) => {
    const kind = match[1] ?? match[3]
    return {
      kind:
        kind === 'function' || kind === 'parameter' || kind === '/parameter' ? kind : ('/function' as const),
      name: match[2] ?? '',
      start: match.index,
      end: match.index + match[0].length,
    }
  })
}

interface Body {
  readonly parameters: ReadonlyMap<string, string>
  /** Index of the tag that ends the call; beyond the last where none does. */
  readonly next: number
}

function readBody(text: string, { tags, from }: Reading): Body {
  const parameters = new Map<string, string>()
  let at = from
  for (; at < tags.length; at += 1) {
    const tag = tags[at]
    if (tag === undefined || tag.kind === 'function' || tag.kind === '/function') break
    if (tag.kind !== 'parameter') continue
    const close = findClose(text, { tags, from: at + 1 })
    const closing = tags[close]
    const raw = text.slice(tag.end, closing?.start)
    const isClosed = closing?.kind === '/parameter'
    parameters.set(tag.name, isClosed ? readValue(raw) : readValue(raw).replace(/\n$/, ''))
    // A tag that closes more than the value is read again by whom it belongs to.
    at = isClosed || closing === undefined ? close : close - 1
  }
  return { parameters, next: at }
}

interface Reading {
  readonly tags: readonly Tag[]
  readonly from: number
}

/** Index of the tag that a value ends at; beyond the last where it ends with the reply. */
function findClose(text: string, { tags, from }: Reading): number {
  let ofParameter: number | null = null
  let ofFunction: number | null = null
  for (let at = from; at < tags.length; at += 1) {
    const tag = tags[at]
    if (tag === undefined || tag.kind === 'function') continue
    if (tag.kind === 'parameter') {
      if (text[tag.start - 1] === '\n') return at
      continue
    }
    if (endsValue(text, tag, tags[at + 1])) return at
    if (tag.kind === '/parameter') ofParameter = at
    else ofFunction = at
  }
  return ofParameter ?? ofFunction ?? tags.length
}

function endsValue(text: string, tag: Tag, next: Tag | undefined): boolean {
  if (text.slice(tag.end, next?.start).trim() !== '') return false
  if (next === undefined) return true
  return tag.kind === '/parameter' ? next.kind !== '/parameter' : next.kind === 'function'
}

function readValue(raw: string): string {
  const inner = raw.startsWith('\n') ? raw.slice(1).replace(/\n$/, '') : raw
  return inner.replaceAll(/<\\(\\*\/?(?:function|parameter))/g, '<$1')
}

/** Some models write the whole input as one JSON object. */
function readJson(text: string): Readonly<Record<string, string>> | null {
  const body = text.trim()
  if (!body.startsWith('{')) return null
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value !== 'object' || value === null) return null
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, typeof one === 'string' ? one : JSON.stringify(one)]),
    )
  } catch {
    return null
  }
}
