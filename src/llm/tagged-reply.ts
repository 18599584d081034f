/** A part of a reply between `<tag>` and `</tag>`. */
export interface TaggedBlock<T extends string> {
  readonly tag: T
  /** Trimmed. */
  readonly body: string
  /** As written, for example ` language="python"`. */
  readonly attributes: string
}

export type TaggedReply<T extends string> =
  | { readonly kind: 'block'; readonly block: TaggedBlock<T> }
  | { readonly kind: 'misparse'; readonly reason: string }

/** The tags of a conversation. */
export interface TagSet<T extends string> {
  readonly names: readonly T[]
  /** Those that say all they have to say as `<tag/>`. */
  readonly whole: readonly T[]
  /** Those that need no end at all. */
  readonly endless: readonly T[]
  /** Those that end on the line that they begin on, where they can; others by a closing tag that begins a line. */
  readonly short: readonly T[]
}

export interface TagRules<T extends string> {
  readonly tags: TagSet<T>
  readonly expected: readonly T[]
  /**
   * `strict`: the reply holds one block, outside of code, so that a script may print tags and prose may speak of them.
   * The others are CodeMonkeys': tags count wherever they stand, and one that occurs twice counts as absent, so that two
   * scripts beside one `done` are read as `done`; with `bare` a tag with attributes is none.
   */
  readonly reading: 'strict' | 'once' | 'bare'
}

/** The one block of a reply, which must be one of those that are expected. */
export function readTaggedReply<T extends string>(text: string, rules: TagRules<T>): TaggedReply<T> {
  const { tags, expected, reading } = rules
  const blocks = reading === 'strict' ? blocksOutsideCode(text, tags) : blocksAnywhere(text, rules)
  const valid =
    reading === 'strict'
      ? blocks
      : blocks.filter(({ tag }) => expected.includes(tag) && count(blocks, tag) === 1)
  const [only, ...more] = valid
  if (only && more.length === 0 && expected.includes(only.tag)) {
    const { closed, ...block } = only
    if (closed) return { kind: 'block', block }
    return { kind: 'misparse', reason: `<${block.tag}> is opened and never closed with </${block.tag}>` }
  }
  const wanted = expected.map((tag) => `<${tag}>`).join(', ')
  const seen = tags.names
    .map((tag) => `${count(blocks, tag)} <${tag}>`)
    .join(tags.names.length === 2 ? ' and ' : ', ')
  const rule = expected.length === 1 ? `exactly one ${wanted} and nothing else` : `exactly one of ${wanted}`
  return { kind: 'misparse', reason: `the reply must hold ${rule}, and it holds ${seen}` }
}

interface FoundBlock<T extends string> extends TaggedBlock<T> {
  readonly closed: boolean
}

function count<T extends string>(blocks: readonly FoundBlock<T>[], tag: T): number {
  return blocks.filter((block) => block.tag === tag).length
}

function blocksAnywhere<T extends string>(
  text: string,
  { tags, reading }: TagRules<T>,
): readonly FoundBlock<T>[] {
  const attributes = reading === 'bare' ? '()' : String.raw`(\s[^<>]*)?`
  return tags.names.flatMap((tag) =>
    [...text.matchAll(new RegExp(`<${tag}${attributes}>(.*?)</${tag}>`, 'gs'))].map(
      ([, written = '', body = '']) => ({ tag, body: body.trim(), attributes: written, closed: true }),
    ),
  )
}

/** A reply that lies in a fence as a whole holds what it says all the same. */
function blocksOutsideCode<T extends string>(text: string, tags: TagSet<T>): readonly FoundBlock<T>[] {
  const outside = findBlocks(text, { tags, insideFences: false })
  return outside.length > 0 ? outside : findBlocks(text, { tags, insideFences: true })
}

/** Blocks in their order. What stands inside of one is its own, tags and fences included. */
function findBlocks<T extends string>(
  text: string,
  { tags, insideFences }: { readonly tags: TagSet<T>; readonly insideFences: boolean },
): readonly FoundBlock<T>[] {
  const blocks: FoundBlock<T>[] = []
  const scanner = piecesOf(tags)
  let open: string | null = null
  for (let match = scanner.exec(text); match; match = scanner.exec(text)) {
    const { fence, info = '', tag: name, attributes = '', whole } = match.groups ?? {}
    if (fence !== undefined) {
      if (open === null) open = fence
      else if (fence.startsWith(open) && info.trim() === '') open = null
      continue
    }
    const tag = tags.names.find((known) => known === name)
    if (tag === undefined || (open !== null && !insideFences)) continue
    const end = whole === undefined ? findEnd(text, { tags, tag, from: scanner.lastIndex }) : null
    const body = end === null ? '' : text.slice(scanner.lastIndex, end.start).trim()
    const saidWhole = whole !== undefined && tags.whole.includes(tag)
    const closed = end !== null || saidWhole || tags.endless.includes(tag)
    blocks.push({ tag, body, attributes, closed })
    // What is behind an opening tag without a closing one belongs to nobody knows what.
    if (!closed) break
    if (end !== null) scanner.lastIndex = end.end
  }
  return blocks
}

/** A fence, code within a line, or an opening tag. */
function piecesOf<T extends string>({ names }: TagSet<T>): RegExp {
  const fence = '^[ \\t]*(?<fence>`{3,}|~{3,})(?<info>[^\\n`]*)$'
  const code = '`[^`\\n]+`'
  const tag = String.raw`<(?<tag>${names.join('|')})(?<attributes>\s[^<>]*?)?(?<whole>\/)?>`
  return new RegExp(`${fence}|${code}|${tag}`, 'gm')
}

interface EndQuery<T extends string> {
  readonly tags: TagSet<T>
  readonly tag: T
  readonly from: number
}

/** Else the first closing tag: code may hold one within a line. */
function findEnd<T extends string>(
  text: string,
  { tags, tag, from }: EndQuery<T>,
): { readonly start: number; readonly end: number } | null {
  const rest = text.slice(from)
  const usual = tags.short.includes(tag) ? `^[^\\n]*?</${tag}>` : `^[ \\t]*</${tag}>`
  const match =
    new RegExp(usual, tags.short.includes(tag) ? '' : 'm').exec(rest) ?? new RegExp(`</${tag}>`).exec(rest)
  if (match === null) return null
  const end = from + match.index + match[0].length
  return { start: end - `</${tag}>`.length, end }
}
