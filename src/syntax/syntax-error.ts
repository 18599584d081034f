import type { Node } from 'web-tree-sitter'
import type { SyntaxTree } from './syntax-tree.ts'

/** A place that does not fit the grammar. */
export interface SyntaxError {
  /** Counted from 1. */
  readonly line: number
  /** Counted from 1, in UTF-16 units. */
  readonly column: number
  readonly endLine: number
  /** For people: what was there, or what was expected. */
  readonly message: string
}

/** Every ERROR and missing node in order of place; empty for a text that parses. */
export function findSyntaxErrors(tree: SyntaxTree): readonly SyntaxError[] {
  const errors: SyntaxError[] = []
  const pending: Node[] = [tree.root]
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.isMissing) errors.push(toSyntaxError(node, `expected ${node.type || 'more'}`))
    else if (node.isError) errors.push(toSyntaxError(node, `unexpected ${excerpt(tree.source, node)}`))
    else if (node.hasError) pending.push(...node.children.toReversed().filter((child) => child !== null))
  }
  return errors
}

function toSyntaxError(node: Node, message: string): SyntaxError {
  const { startPosition, endPosition } = node
  return {
    line: startPosition.row + 1,
    column: startPosition.column + 1,
    endLine: endPosition.row + 1,
    message,
  }
}

function excerpt(source: string, node: Node): string {
  const [line = ''] = source.slice(node.startIndex, node.startIndex + 60).split('\n')
  return line.trim() === '' ? 'end of text' : `"${line.trim()}"`
}
