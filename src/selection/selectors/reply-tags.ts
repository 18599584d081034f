/** What a reply may hold: a script, or the name of a candidate. */
export type Tag = 'test' | 'choice'

const tags = ['test', 'choice'] as const satisfies readonly Tag[]

export interface TaggedBlock {
  readonly tag: Tag
  /** Trimmed. */
  readonly body: string
  /** As written, for example ` language="python"`. */
  readonly attributes: string
}

export type TaggedReply =
  | { readonly kind: 'block'; readonly block: TaggedBlock }
  | { readonly kind: 'misparse'; readonly reason: string }

export interface ReadingRules {
  readonly expected: readonly Tag[]
  /** `strict`: the reply holds one block, outside of fences; `once`: a tag that occurs twice counts as absent. */
  readonly tags: 'strict' | 'once'
}

/** The one block of a reply that was asked for. */
export function readTags(text: string, { expected, tags: rule }: ReadingRules): TaggedReply {
  const blocks = rule === 'once' ? blocksAnywhere(text) : blocksOutsideCode(text)
  const valid =
    rule === 'once' ? blocks.filter(({ tag }) => expected.includes(tag) && count(blocks, tag) === 1) : blocks
  const [only, ...more] = valid
  if (only && more.length === 0 && expected.includes(only.tag)) {
    const { closed, ...block } = only
    if (closed) return { kind: 'block', block }
    return { kind: 'misparse', reason: `<${block.tag}> is opened and never closed with </${block.tag}>` }
  }
  const wanted = expected.map((tag) => `<${tag}>`).join(' or one ')
  const seen = tags.map((tag) => `${count(blocks, tag)} <${tag}>`).join(' and ')
  return { kind: 'misparse', reason: `the reply must hold one ${wanted} and no other, and it holds ${seen}` }
}

interface FoundBlock extends TaggedBlock {
  readonly closed: boolean
}

function count(blocks: readonly TaggedBlock[], tag: Tag): number {
  return blocks.filter((block) => block.tag === tag).length
}

function blocksAnywhere(text: string): readonly FoundBlock[] {
  return tags.flatMap((tag) =>
    [...text.matchAll(new RegExp(`<${tag}(\\s[^<>]*)?>(.*?)</${tag}>`, 'gs'))].map(
      ([, attributes = '', body = '']) => ({ tag, body: body.trim(), attributes, closed: true }),
    ),
  )
}

/** A script may print tags and prose may speak of them; a reply that lies in a fence as a whole says what it says. */
function blocksOutsideCode(text: string): readonly FoundBlock[] {
  const outside = findBlocks(text, { insideFences: false })
  return outside.length > 0 ? outside : findBlocks(text, { insideFences: true })
}

/** A fence, code within a line, or an opening tag. */
const pieces =
  /^[ \t]*(?<fence>`{3,}|~{3,})(?<info>[^\n`]*)$|`[^`\n]+`|<(?<tag>test|choice)(?<attributes>\s[^<>]*?)?(?<whole>\/)?>/gm

function findBlocks(
  text: string,
  { insideFences }: { readonly insideFences: boolean },
): readonly FoundBlock[] {
  const blocks: FoundBlock[] = []
  const scanner = new RegExp(pieces)
  let open: string | null = null
  for (let match = scanner.exec(text); match; match = scanner.exec(text)) {
    const { fence, info = '', tag: name, attributes = '', whole } = match.groups ?? {}
    if (fence !== undefined) {
      if (open === null) open = fence
      else if (fence.startsWith(open) && info.trim() === '') open = null
      continue
    }
    const tag = tags.find((known) => known === name)
    if (tag === undefined || (open !== null && !insideFences)) continue
    const end = whole === undefined ? findEnd(text, { tag, from: scanner.lastIndex }) : null
    const body = end === null ? '' : text.slice(scanner.lastIndex, end.start).trim()
    const closed = end !== null || whole !== undefined
    blocks.push({ tag, body, attributes, closed })
    // What is behind an opening tag without a closing one belongs to nobody knows what.
    if (!closed) break
    if (end !== null) scanner.lastIndex = end.end
  }
  return blocks
}

/** The closing tag that begins a line, else the first: code may hold one within a line. */
function findEnd(
  text: string,
  { tag, from }: { readonly tag: Tag; readonly from: number },
): { readonly start: number; readonly end: number } | null {
  const rest = text.slice(from)
  const sameLine = new RegExp(`^[^\\n]*?</${tag}>`).exec(rest)
  const ownLine = new RegExp(`^[ \\t]*</${tag}>`, 'm').exec(rest)
  const match = (tag === 'choice' ? sameLine : ownLine) ?? new RegExp(`</${tag}>`).exec(rest)
  if (match === null) return null
  const end = from + match.index + match[0].length
  return { start: end - `</${tag}>`.length, end }
}
