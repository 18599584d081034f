import type { SyntaxNode } from '../syntax/index.ts'
import type { Dialect, Role } from './dialect.ts'
import { collectNodes, readScopes, type Scope } from './scope.ts'

/** What operators see of a file: its tree, its scopes, and how its language is written. */
export interface FileModel {
  readonly source: string
  readonly root: SyntaxNode
  readonly dialect: Dialect
  readonly text: (node: SyntaxNode) => string
  readonly roleOf: (node: SyntaxNode) => Role | null
  readonly scopeOf: (node: SyntaxNode) => Scope
  /** Names of functions and classes that the whole file can call. */
  readonly callables: readonly string[]
  /** Attribute names read or called on a receiver anywhere in the file, by the receiver's text. */
  readonly attributesOf: ReadonlyMap<string, readonly string[]>
  /** Nodes by the line that running them reaches first: that of their statement or clause; index 0 is unused. */
  readonly nodesByLine: readonly (readonly SyntaxNode[])[]
  readonly eol: string
}

export function createFileModel(source: string, root: SyntaxNode, dialect: Dialect): FileModel {
  const text = (node: SyntaxNode): string => source.slice(node.start, node.end)
  const nodes = collectNodes(root)
  const nodesByLine: SyntaxNode[][] = []
  for (const node of nodes) (nodesByLine[chargedLine(node, root, dialect)] ??= []).push(node)
  const scopes = readScopes(nodes, { text, dialect })
  const scopeOf = (node: SyntaxNode): Scope => {
    for (let up: SyntaxNode | null = node; up; up = up.parent) {
      const scope = scopes.get(up)
      if (scope && up !== node) return scope
    }
    return scopes.get(root) ?? emptyScope
  }
  return {
    source,
    root,
    dialect,
    text,
    roleOf: dialect.roleOf,
    scopeOf,
    callables: readCallables(nodes, { text, dialect }),
    attributesOf: readAttributes(nodes, { text, dialect }),
    nodesByLine,
    eol: source.includes('\r\n') ? '\r\n' : '\n',
  }
}

const emptyScope: Scope = { node: null, name: null, variables: [], expressions: [], conditions: [] }

function chargedLine(node: SyntaxNode, root: SyntaxNode, { roleOf }: Dialect): number {
  for (let up: SyntaxNode | null = node; up?.parent; up = up.parent) {
    const owner: Role | null = roleOf(up.parent)
    if (up.parent === root || owner === 'block') return up.line
    if (roleOf(up) === 'else-if' || up.type.endsWith('_clause')) return up.line
  }
  return node.line
}

interface Reading {
  readonly text: (node: SyntaxNode) => string
  readonly dialect: Dialect
}

function readCallables(nodes: readonly SyntaxNode[], { text, dialect }: Reading): readonly string[] {
  const names = new Set<string>()
  for (const node of nodes) {
    const role = dialect.roleOf(node)
    const name = role === 'function' || role === 'class' ? childOf(node, 'name') : null
    const isMethod =
      role === 'function' && node.parent?.parent && dialect.roleOf(node.parent.parent) === 'class'
    if (name && !isMethod) names.add(text(name))
    const callee = role === 'call' ? childOf(node, 'function') : null
    if (callee && dialect.roleOf(callee) === 'identifier') names.add(text(callee))
  }
  return [...names].filter((name) => !dialect.reserved.has(name))
}

function readAttributes(
  nodes: readonly SyntaxNode[],
  { text, dialect }: Reading,
): ReadonlyMap<string, readonly string[]> {
  const attributes = new Map<string, string[]>()
  const add = (receiver: string, name: string): void => {
    const known = attributes.get(receiver) ?? []
    if (!known.includes(name)) attributes.set(receiver, [...known, name])
  }
  for (const node of nodes) {
    if (dialect.roleOf(node) !== 'attribute') continue
    const receiver = childOf(node, 'object')
    const name = childOf(node, 'attribute') ?? childOf(node, 'property')
    if (!receiver || !name) continue
    add(text(receiver), text(name))
    add(anyReceiver, text(name))
  }
  return attributes
}

/** Key of `attributesOf` under which the names of all receivers lie. */
export const anyReceiver = '*'

export function childOf(node: SyntaxNode, field: string): SyntaxNode | null {
  return node.children.find((child) => child.field === field) ?? null
}

/** Children that stand for something: no punctuation, no comments. */
export function partsOf(node: SyntaxNode): readonly SyntaxNode[] {
  return node.children.filter((child) => child.named && child.type !== 'comment')
}
