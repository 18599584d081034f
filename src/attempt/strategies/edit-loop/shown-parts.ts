import { toLines } from '../../../edit/index.ts'
import { pickParts, type FileParts } from '../../context/file-parts.ts'
import type { SpanCutter } from '../../context/spans/span-cutter.ts'
import { estimateTokens } from '../../context/token-estimate.ts'

/** Which files of a conversation are shown in part, and which parts. */
export interface ShownParts {
  has(path: string): boolean
  /**
   * Room for a text where `used` tokens are shown already, and so many files want what is left; null where not even a
   * part is of use.
   */
  roomFor(text: string, room: { readonly used: number; readonly wantedBy: number }): Room | null
  /** From now on so many tokens of a file are shown, by what was said of it. */
  begin(path: string, part: { readonly tokens: number; readonly said: string }): void
  /** Takes what else was said of a file; false where the same is shown as before. */
  refocus(path: string, text: string, said: string): Promise<boolean>
  /** What is shown of a text; null for all of it. */
  cut(path: string, text: string): Promise<FileParts | null>
}

export interface Room {
  readonly whole: boolean
  readonly tokens: number
}

export interface ShownPartsOptions {
  /** For all files together. */
  readonly maxTokens: number
  /** Null where only whole files are of use. */
  readonly cutter: SpanCutter | null
}

/** A part may have as much, even where it passes the limit. */
const leastTokens = 2_000
/** How far all parts together may pass it, as a share of it. */
const mostOver = 0.25

export function createShownParts({ maxTokens, cutter }: ShownPartsOptions): ShownParts {
  const parts = new Map<string, { readonly tokens: number; readonly said: readonly string[] }>()
  const cut = async (path: string, text: string): Promise<FileParts | null> => {
    const part = parts.get(path)
    if (part === undefined || cutter === null) return null
    const lines = toLines(text)
    const spans = await cutter.cut(path, lines)
    return pickParts({ path, lines, spans, said: part.said, maxTokens: part.tokens })
  }
  return {
    has: (path) => parts.has(path),
    roomFor: (text, { used, wantedBy }) => {
      const wanted = estimateTokens(text)
      if (used + wanted <= maxTokens) return { whole: true, tokens: wanted }
      const over = maxTokens * (1 + mostOver) - used
      const tokens = Math.max((maxTokens - used) / wantedBy, Math.min(leastTokens, over))
      return cutter === null || tokens < leastTokens ? null : { whole: false, tokens }
    },
    begin: (path, { tokens, said }) => void parts.set(path, { tokens, said: [said] }),
    refocus: async (path, text, said) => {
      const part = parts.get(path)
      if (part === undefined) return false
      const before = await cut(path, text)
      parts.set(path, { ...part, said: [...part.said, said] })
      return before?.text !== (await cut(path, text))?.text
    },
    cut,
  }
}
