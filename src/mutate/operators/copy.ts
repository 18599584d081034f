import { childOf, partsOf } from '../file-model.ts'
import { isValue } from '../expression.ts'
import { replaceNode, type MutationOperator } from '../mutation.ts'

const places: ReadonlySet<string> = new Set([
  'arguments',
  'assignment',
  'return',
  'list',
  'for',
  'yield',
  'collection',
])

/** A container shared where a copy was meant, or copied where it was to be shared. */
export const copy: MutationOperator = {
  summary: 'a missing or needless copy',
  *propose(node, model) {
    const { roleOf, text, dialect } = model
    const role = roleOf(node)
    if (role === 'subscript' && /^\w+\[:\]$/.test(text(node)))
      yield replaceNode(node, text(node).slice(0, -3), 0.4)
    const callee = role === 'call' ? childOf(node, 'function') : null
    if (callee && text(callee).endsWith('.copy')) yield replaceNode(node, text(callee).slice(0, -5), 0.4)
    if ((role !== 'identifier' && role !== 'attribute') || !isValue(node, model) || !node.parent) return
    if (callee === node || !places.has(roleOf(node.parent) ?? '')) return
    if (partsOf(node).length > 0 && role === 'identifier') return
    for (const [index, copied] of dialect.phrases.copies(text(node)).entries())
      yield replaceNode(node, copied, 0.22 / (1 + index * 0.4))
  },
}
