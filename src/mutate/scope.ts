import type { SyntaxNode } from '../syntax/index.ts'
import type { Dialect, Role } from './dialect.ts'

/** A variable of a function, with what the function does to it: two that are used alike are confused more easily. */
export interface Variable {
  readonly name: string
  /** Line of its first binding. */
  readonly line: number
  readonly uses: ReadonlySet<string>
  /** Text of the value that it was first given; empty for parameters. */
  readonly madeBy: string
  readonly isParameter: boolean
}

/** A function body, or the file outside all functions. */
export interface Scope {
  readonly node: SyntaxNode | null
  readonly name: string | null
  readonly variables: readonly Variable[]
  /** Short expressions that occur in it, without repeats: donors. */
  readonly expressions: readonly SyntaxNode[]
  /** Conditions that occur in it, without repeats. */
  readonly conditions: readonly SyntaxNode[]
}

export interface ScopeReading {
  readonly text: (node: SyntaxNode) => string
  readonly dialect: Dialect
}

/** Every node of a tree, parents first, in order of place. */
export function collectNodes(root: SyntaxNode): readonly SyntaxNode[] {
  const nodes: SyntaxNode[] = []
  const pending = [root]
  for (let node = pending.pop(); node; node = pending.pop()) {
    nodes.push(node)
    for (let index = node.children.length - 1; index >= 0; index--) {
      const child = node.children[index]
      if (child) pending.push(child)
    }
  }
  return nodes
}

/** The scope of each function node, and of the root; inner functions see the variables of outer ones. */
export function readScopes(
  nodes: readonly SyntaxNode[],
  reading: ScopeReading,
): ReadonlyMap<SyntaxNode, Scope> {
  const drafts = new Map<SyntaxNode, ScopeDraft>()
  const [root] = nodes
  if (!root) return new Map()
  drafts.set(root, createDraft(root))
  for (const node of nodes)
    if (reading.dialect.roleOf(node) === 'function') drafts.set(node, createDraft(node))
  for (const node of nodes) {
    const owners = ownersOf(node, drafts)
    for (const target of reading.dialect.bindings(node)) bind(target, owners, reading)
  }
  for (const node of nodes) {
    const owners = ownersOf(node, drafts)
    const [owner] = owners
    if (!owner) continue
    if (reading.dialect.roleOf(node) === 'identifier') noteUse(node, owners, reading)
    collectDonor(node, owner, reading)
  }
  return new Map(
    [...drafts].map(([node, draft]) => [node, finishScope(node, { draft, drafts, root, reading })]),
  )
}

interface ScopeDraft {
  readonly node: SyntaxNode
  readonly variables: Map<string, { line: number; uses: Set<string>; madeBy: string; isParameter: boolean }>
  readonly expressions: Map<string, SyntaxNode>
  readonly conditions: Map<string, SyntaxNode>
}

function createDraft(node: SyntaxNode): ScopeDraft {
  return { node, variables: new Map(), expressions: new Map(), conditions: new Map() }
}

/** Drafts around a node, innermost first. A function's own name belongs to the scope outside it. */
function ownersOf(node: SyntaxNode, drafts: ReadonlyMap<SyntaxNode, ScopeDraft>): readonly ScopeDraft[] {
  const owners: ScopeDraft[] = []
  for (let up = node.parent; up; up = up.parent) {
    const draft = drafts.get(up)
    if (draft) owners.push(draft)
  }
  return owners
}

function bind(target: SyntaxNode, owners: readonly ScopeDraft[], { text, dialect }: ScopeReading): void {
  const { parent } = target
  const ownsName = parent && dialect.roleOf(parent) === 'function' && target.field === 'name'
  const owner =
    parent && !ownsName && dialect.roleOf(parent) === 'function' ? ownerFor(parent, owners) : owners[0]
  const name = text(target)
  if (!owner || dialect.reserved.has(name) || owner.variables.has(name)) return
  const value = parent?.children.find((child) => child.field === 'right' || child.field === 'value')
  owner.variables.set(name, {
    line: target.line,
    uses: new Set(),
    madeBy: value && value !== target ? text(value).slice(0, 40) : '',
    isParameter: parent?.type.includes('parameter') ?? false,
  })
}

function ownerFor(node: SyntaxNode, owners: readonly ScopeDraft[]): ScopeDraft | undefined {
  return owners.find((owner) => owner.node === node) ?? owners[0]
}

function noteUse(node: SyntaxNode, owners: readonly ScopeDraft[], { text, dialect }: ScopeReading): void {
  const known = owners.find((owner) => owner.variables.has(text(node)))?.variables.get(text(node))
  const { parent } = node
  if (!known || !parent) return
  known.uses.add(`${parent.type}.${node.field ?? ''}`)
  if (dialect.roleOf(parent) === 'attribute') known.uses.add(`.${text(parent).slice(text(node).length + 1)}`)
  if (dialect.roleOf(parent) === 'arguments' && parent.parent)
    known.uses.add(`(${text(parent.parent).slice(0, parent.start - parent.parent.start)}`)
}

const donorRoles: ReadonlySet<Role> = new Set<Role>([
  'arithmetic',
  'call',
  'subscript',
  'attribute',
  'unary',
  'number',
  'string',
  'list',
  'collection',
  'comprehension',
  'conditional',
])
const conditionRoles: ReadonlySet<Role> = new Set<Role>(['comparison', 'boolean', 'not'])
const longestDonor = 60

function collectDonor(node: SyntaxNode, owner: ScopeDraft, { text, dialect }: ScopeReading): void {
  const role = dialect.roleOf(node)
  if (!role || node.end - node.start > longestDonor || node.line !== node.endLine) return
  const content = text(node)
  if (conditionRoles.has(role) && !owner.conditions.has(content)) owner.conditions.set(content, node)
  if (!donorRoles.has(role) || owner.expressions.has(content)) return
  if (node.field === 'left' && node.parent && dialect.roleOf(node.parent) !== 'arithmetic') return
  if (node.parent && dialect.roleOf(node.parent) === 'call' && node.field === 'function') return
  owner.expressions.set(content, node)
}

interface Finishing {
  readonly draft: ScopeDraft
  readonly drafts: ReadonlyMap<SyntaxNode, ScopeDraft>
  readonly root: SyntaxNode
  readonly reading: ScopeReading
}

function finishScope(node: SyntaxNode, { draft, drafts, root, reading }: Finishing): Scope {
  const outer = ownersOf(node, drafts).filter((owner) => owner.node !== root)
  const visible = new Map<string, Variable>()
  for (const owner of [draft, ...outer])
    for (const [name, variable] of owner.variables)
      if (!visible.has(name)) visible.set(name, { name, ...variable })
  const name = node.children.find((child) => child.field === 'name')
  return {
    node,
    name: name ? reading.text(name) : null,
    variables: [...visible.values()],
    expressions: [...draft.expressions.values()],
    conditions: [...draft.conditions.values()],
  }
}
