import type { SyntaxNode } from '../../syntax/index.ts'

/** What a part of a file that has names of its own does with names. */
export interface Scope {
  readonly node: SyntaxNode
  readonly kind: 'module' | 'class' | 'function' | 'comprehension'
  readonly outer: Scope | null
  /** Where each name is given a value, in order of place. */
  readonly bindings: ReadonlyMap<string, readonly SyntaxNode[]>
  /** Identifiers whose value is used, in order of place. */
  readonly reads: readonly SyntaxNode[]
  /** Names of outer scopes that it gives values to. */
  readonly borrowed: ReadonlySet<string>
  /** Whether names may come or be used unseen: `import *`, `exec`, `locals()`. */
  readonly isOpen: boolean
}

interface Draft {
  readonly node: SyntaxNode
  readonly kind: Scope['kind']
  readonly outer: Draft | null
  readonly bindings: Map<string, SyntaxNode[]>
  readonly reads: SyntaxNode[]
  readonly borrowed: Set<string>
  isOpen: boolean
}

const kinds: Readonly<Record<string, Scope['kind']>> = {
  module: 'module',
  class_definition: 'class',
  function_definition: 'function',
  lambda: 'function',
  list_comprehension: 'comprehension',
  set_comprehension: 'comprehension',
  dictionary_comprehension: 'comprehension',
  generator_expression: 'comprehension',
}

/** Scopes by their node, outer ones first. `nodes` are all of a file, parents first. */
export function readScopes(
  nodes: readonly SyntaxNode[],
  text: (node: SyntaxNode) => string,
): ReadonlyMap<SyntaxNode, Scope> {
  const drafts = new Map<SyntaxNode, Draft>()
  for (const node of nodes) {
    const kind = node.named && Object.hasOwn(kinds, node.type) ? kinds[node.type] : undefined
    if (kind) drafts.set(node, createDraft(node, kind, draftAround(node, drafts)))
    if (node.type === 'global_statement' || node.type === 'nonlocal_statement')
      for (const name of node.children) draftAround(name, drafts)?.borrowed.add(text(name))
  }
  for (const node of nodes) {
    if (node.type === 'wildcard_import') for (const draft of drafts.values()) draft.isOpen = true
    if (node.type === 'identifier') readName(node, text(node), drafts)
  }
  return drafts
}

function createDraft(node: SyntaxNode, kind: Scope['kind'], outer: Draft | null): Draft {
  return { node, kind, outer, bindings: new Map(), reads: [], borrowed: new Set(), isOpen: false }
}

function readName(node: SyntaxNode, name: string, drafts: ReadonlyMap<SyntaxNode, Draft>): void {
  const use = useOf(node)
  const draft = draftAround(node, drafts)
  if (use === null || draft === null) return
  if (use !== 'read') {
    const owner = draft.borrowed.has(name) ? outermost(draft) : bindingDraft(node, draft)
    const known = owner.bindings.get(name)
    if (known) known.push(node)
    else owner.bindings.set(name, [node])
  }
  if (use !== 'bound') draft.reads.push(node)
  if (/^(?:exec|eval|locals|vars)$/.test(name)) draft.isOpen = true
}

/** A function's own name, its defaults, annotations and a class's bases belong to the scope around it. */
function draftAround(node: SyntaxNode, drafts: ReadonlyMap<SyntaxNode, Draft>): Draft | null {
  let below = node
  for (let up = node.parent; up; [below, up] = [up, up.parent]) {
    const draft = drafts.get(up)
    if (!draft) continue
    const isInside =
      draft.kind === 'module' ||
      draft.kind === 'comprehension' ||
      below.field === 'body' ||
      (below.field === 'parameters' && useOf(node) === 'bound')
    if (isInside) return draft
  }
  return null
}

function outermost(draft: Draft): Draft {
  return draft.outer ? outermost(draft.outer) : draft
}

/** `:=` in a comprehension gives a name to what is around it. */
function bindingDraft(node: SyntaxNode, draft: Draft): Draft {
  const isWalrus = node.parent?.type === 'named_expression'
  return isWalrus && draft.kind === 'comprehension' && draft.outer ? bindingDraft(node, draft.outer) : draft
}

const patterns = new Set([
  'pattern_list',
  'tuple_pattern',
  'list_pattern',
  'list_splat_pattern',
  'dictionary_splat_pattern',
])

const boundFields: Readonly<Record<string, string>> = {
  assignment: 'left',
  augmented_assignment: 'left',
  for_statement: 'left',
  for_in_clause: 'left',
  named_expression: 'name',
  function_definition: 'name',
  class_definition: 'name',
  default_parameter: 'name',
  typed_default_parameter: 'name',
  aliased_import: 'alias',
}

const boundParents = new Set([
  'parameters',
  'lambda_parameters',
  'typed_parameter',
  'as_pattern_target',
  'case_pattern',
])

/** Null for what is no name of a value: keywords of calls, attributes, modules that are imported from. */
function useOf(node: SyntaxNode): 'bound' | 'read' | 'both' | null {
  const { parent } = node
  if (!parent) return null
  if (parent.type === 'attribute') return node.field === 'attribute' ? null : 'read'
  if (parent.type === 'keyword_argument') return node.field === 'name' ? null : 'read'
  if (parent.type === 'global_statement' || parent.type === 'nonlocal_statement') return null
  if (parent.type === 'dotted_name') return useOfImport(node, parent)
  let target = node
  while (target.parent && patterns.has(target.parent.type)) target = target.parent
  const owner = target.parent
  if (!owner) return null
  if (boundParents.has(owner.type) && target.field !== 'type') return 'bound'
  if (boundFields[owner.type] !== target.field || target.field === null) return 'read'
  return owner.type === 'augmented_assignment' ? 'both' : 'bound'
}

function useOfImport(node: SyntaxNode, name: SyntaxNode): 'bound' | 'read' | null {
  const statement = name.parent
  if (statement?.type === 'case_pattern' || statement?.type === 'class_pattern') return 'bound'
  if (!statement?.type.startsWith('import') && statement?.type !== 'future_import_statement') return null
  return name.field === 'name' && name.children[0] === node ? 'bound' : null
}
