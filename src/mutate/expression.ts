import type { SyntaxNode } from '../syntax/index.ts'
import type { Role } from './dialect.ts'
import { childOf, type FileModel } from './file-model.ts'

const valueRoles: ReadonlySet<Role> = new Set<Role>([
  'comparison',
  'arithmetic',
  'boolean',
  'not',
  'unary',
  'conditional',
  'call',
  'subscript',
  'attribute',
  'identifier',
  'number',
  'string',
  'list',
  'collection',
  'true',
  'false',
  'none',
  'comprehension',
])

/** True for an expression whose value is used: not a target, not the name in a call, not a whole statement. */
export function isValue(node: SyntaxNode, { roleOf, dialect }: FileModel): boolean {
  const role = roleOf(node)
  const { parent } = node
  if (!role || !valueRoles.has(role) || !parent) return false
  const parentRole = roleOf(parent)
  if (parentRole === 'statement' || parentRole === 'block' || parentRole === 'attribute') return false
  if (parentRole === 'call' && (node.field === 'function' || node.field === 'constructor')) return false
  if (parentRole === 'assignment' || parentRole === 'augmented') return node.field === 'right'
  if (node.field === 'left' && (parentRole === 'for' || parent.type === 'for_in_clause')) return false
  if (parentRole === 'string' || parent.type === 'concatenated_string') return false
  if (role === 'identifier') return dialect.isRead(node)
  return !/pattern|target|import|decorator|^type$|delete/.test(parent.type)
}

/** True for an expression that decides something. */
export function isCondition(node: SyntaxNode, model: FileModel): boolean {
  const role = model.roleOf(node)
  const { parent } = node
  if (!role || !parent || !node.named || role === 'parenthesized') return false
  if (role === 'comparison' || role === 'boolean' || role === 'not') return true
  if (node.field === 'condition') return true
  const parentRole = model.roleOf(parent)
  if (parentRole === 'boolean' || parentRole === 'not') return true
  if (parent.type === 'if_clause' || parent.type === 'assert_statement') return true
  return parentRole === 'parenthesized' && parent.field === 'condition'
}

const bindingRoles: ReadonlySet<Role> = new Set<Role>([
  'arithmetic',
  'comparison',
  'boolean',
  'not',
  'unary',
  'attribute',
])

/** `text` in parentheses where it stands inside a tighter expression. */
export function inParentheses(node: SyntaxNode, text: string, { roleOf }: FileModel): string {
  const { parent } = node
  const role = parent ? roleOf(parent) : null
  const isSimple = /^[\w.]+$/.test(text) || /^\w[\w.]*[([][^()[\]]*[)\]]$/.test(text)
  if (isSimple || !parent || !role) return text
  const isBase =
    role === 'subscript' && (childOf(parent, 'value') === node || childOf(parent, 'object') === node)
  return bindingRoles.has(role) || isBase ? `(${text})` : text
}
