/** What a reply may hold: a script, an edit, or the word that all is well. */
export type Tag = 'test' | 'edit' | 'done'

const tags = ['test', 'edit', 'done'] as const satisfies readonly Tag[]

export interface TaggedBlock {
  readonly tag: Tag
  /** Trimmed; of no meaning for `done`. */
  readonly body: string
  /** As written, for example ` language="python"`. */
  readonly attributes: string
}

export type TaggedReply =
  | { readonly kind: 'block'; readonly block: TaggedBlock }
  | { readonly kind: 'misparse'; readonly reason: string }

/**
 * The one block of a reply. It must hold exactly one of those that are expected; a tag counts where it stands outside
 * code, so that a script may print tags and prose may speak of them.
 */
export function parseReply(text: string, expected: readonly Tag[]): TaggedReply {
  const outside = findBlocks(text, false)
  // A reply that lies in a fence as a whole holds what it says all the same.
  const blocks = outside.length > 0 ? outside : findBlocks(text, true)
  return choose(blocks, { valid: blocks, expected })
}

/**
 * The same by the rules of CodeMonkeys: tags count wherever they stand, one that occurs twice counts as absent. So two
 * scripts beside one `done` are read as `done`.
 */
export function parseReplyOfCodeMonkeys(text: string, expected: readonly Tag[]): TaggedReply {
  const blocks = tags.flatMap((tag) =>
    [...text.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, 'gs'))].map(([, body = '']) => ({
      tag,
      body: body.trim(),
      attributes: '',
      closed: true,
    })),
  )
  const valid = blocks.filter(({ tag }) => expected.includes(tag) && count(blocks, tag) === 1)
  return choose(blocks, { valid, expected })
}

interface FoundBlock extends TaggedBlock {
  readonly closed: boolean
}

function choose(
  blocks: readonly FoundBlock[],
  { valid, expected }: { readonly valid: readonly FoundBlock[]; readonly expected: readonly Tag[] },
): TaggedReply {
  const [only, ...more] = valid
  if (only && more.length === 0 && expected.includes(only.tag)) {
    const { closed, ...block } = only
    if (closed) return { kind: 'block', block }
    return { kind: 'misparse', reason: `<${block.tag}> is opened and never closed with </${block.tag}>` }
  }
  const wanted = expected.map((tag) => `<${tag}>`).join(', ')
  const seen = tags.map((tag) => `${count(blocks, tag)} <${tag}>`).join(', ')
  const rule = expected.length === 1 ? `exactly one ${wanted} and nothing else` : `exactly one of ${wanted}`
  return { kind: 'misparse', reason: `the reply must hold ${rule}, and it holds ${seen}` }
}

function count(blocks: readonly FoundBlock[], tag: Tag): number {
  return blocks.filter((block) => block.tag === tag).length
}

/** A fence, code within a line, or an opening tag. */
const pieces =
  /^[ \t]*(?<fence>`{3,}|~{3,})(?<info>[^\n`]*)$|`[^`\n]+`|<(?<tag>test|edit|done)(?<attributes>\s[^<>]*?)?(?<whole>\/)?>/gm

/** Blocks in their order. What stands inside of one is its own, tags and fences included. */
function findBlocks(text: string, insideFences: boolean): readonly FoundBlock[] {
  const blocks: FoundBlock[] = []
  const scanner = new RegExp(pieces)
  let open: string | null = null
  for (let match = scanner.exec(text); match; match = scanner.exec(text)) {
    const { fence, info = '', tag, attributes = '', whole } = match.groups ?? {}
    if (fence !== undefined) {
      if (open === null) open = fence
      else if (fence.startsWith(open) && info.trim() === '') open = null
      continue
    }
    const named = tags.find((known) => known === tag)
    if (named === undefined || (open !== null && !insideFences)) continue
    const end = whole === undefined ? findEnd(text, { tag: named, from: scanner.lastIndex }) : null
    const body = end === null ? '' : text.slice(scanner.lastIndex, end.start).trim()
    blocks.push({ tag: named, body, attributes, closed: end !== null || named === 'done' })
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
  const match = new RegExp(`^[ \\t]*</${tag}>`, 'm').exec(rest) ?? new RegExp(`</${tag}>`).exec(rest)
  return match ? { start: from + match.index, end: from + match.index + match[0].length } : null
}
