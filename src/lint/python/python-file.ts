import type { SyntaxNode } from '../../syntax/index.ts'
import { readScopes, type Scope } from './scopes.ts'

/** A parsed file, as rules see it. */
export interface PythonFile {
  /** Parents first, in order of place. */
  readonly nodes: readonly SyntaxNode[]
  readonly text: (node: SyntaxNode) => string
  readonly scopes: ReadonlyMap<SyntaxNode, Scope>
}

export function readPythonFile(source: string, root: SyntaxNode): PythonFile {
  const text = (node: SyntaxNode): string => source.slice(node.start, node.end)
  const nodes = nodesIn(root)
  return { nodes, text, scopes: readScopes(nodes, text) }
}

/** A node and all below it, parents first, in order of place. */
export function nodesIn(root: SyntaxNode): readonly SyntaxNode[] {
  const nodes: SyntaxNode[] = []
  const pending = [root]
  for (let node = pending.pop(); node; node = pending.pop()) {
    nodes.push(node)
    pending.push(...node.children.toReversed())
  }
  return nodes
}

export function fieldOf(node: SyntaxNode, field: string): SyntaxNode | null {
  return node.children.find((child) => child.field === field) ?? null
}

/** Children that stand for something: no punctuation, no comments. */
export function partsOf(node: SyntaxNode): readonly SyntaxNode[] {
  return node.children.filter(({ named, type }) => named && type !== 'comment')
}

/** What a call is given, in order; null for a node that is no call. */
export function argumentsOf(call: SyntaxNode): readonly SyntaxNode[] | null {
  const list = call.type === 'call' ? fieldOf(call, 'arguments') : null
  if (list?.type === 'generator_expression') return [list]
  return list?.type === 'argument_list' ? partsOf(list) : null
}

/** The name that is called, where it is a plain one. */
export function calleeOf(call: SyntaxNode, text: PythonFile['text']): string | null {
  const callee = call.type === 'call' ? fieldOf(call, 'function') : null
  return callee?.type === 'identifier' ? text(callee) : null
}

export function bare(node: SyntaxNode): SyntaxNode {
  let inner = node
  while (inner.type === 'parenthesized_expression') {
    const [child] = partsOf(inner)
    if (!child) return inner
    inner = child
  }
  return inner
}

/** The function or file that a node is in. */
export function functionAround(node: SyntaxNode): SyntaxNode | null {
  for (let up = node.parent; up; up = up.parent)
    if (up.type === 'function_definition' || up.type === 'lambda') return up
  return null
}

/** Code in one line, for messages. */
export function quote(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return `\`${line.length > 60 ? `${line.slice(0, 57)}...` : line}\``
}
