import type { SyntaxNode } from '../syntax/index.ts'
import type { FileModel } from './file-model.ts'

/** One textual change of a file: everything outside `start`..`end` stays byte for byte. */
export interface Mutation {
  /** In UTF-16 units of the source. */
  readonly start: number
  /** Exclusive. */
  readonly end: number
  readonly replacement: string
  /** Name of the operator that proposed it. */
  readonly operator: string
  /** How likely such a change is to be a fix where a fault is, in (0, 1]; comparable between operators. */
  readonly prior: number
  /** Line that it is charged to, counted from 1. */
  readonly line: number
}

/** What an operator proposes; the rest of the mutation is known to its caller. */
export type Edit = Pick<Mutation, 'start' | 'end' | 'replacement' | 'prior'>

/** One kind of change. It looks at one node at a time and proposes edits that may lie around it. */
export interface MutationOperator {
  /** For people and for counting. */
  readonly summary: string
  propose(node: SyntaxNode, model: FileModel): Iterable<Edit>
}

export function replaceNode(node: SyntaxNode, replacement: string, prior: number): Edit {
  return { start: node.start, end: node.end, replacement, prior }
}

/** The text with the change in it. */
export function applyMutation(
  source: string,
  change: Pick<Mutation, 'start' | 'end' | 'replacement'>,
): string {
  return source.slice(0, change.start) + change.replacement + source.slice(change.end)
}

/** The same change without what it shares with the source at either end; null when it changes nothing. */
export function trimMutation<T extends Pick<Mutation, 'start' | 'end' | 'replacement'>>(
  source: string,
  change: T,
): T | null {
  const { replacement, start, end } = change
  const shorter = Math.min(end - start, replacement.length)
  let head = 0
  while (head < shorter && source[start + head] === replacement[head]) head++
  let tail = 0
  while (tail < shorter - head && source[end - 1 - tail] === replacement[replacement.length - 1 - tail])
    tail++
  if (head + tail === replacement.length && head + tail === end - start) return null
  return {
    ...change,
    start: start + head,
    end: end - tail,
    replacement: replacement.slice(head, replacement.length - tail),
  }
}
