import { nearestVariables } from '../condition-atoms.ts'
import { inParentheses, isValue } from '../expression.ts'
import { childOf, partsOf } from '../file-model.ts'
import { replaceNode, type MutationOperator } from '../mutation.ts'

const places: ReadonlySet<string> = new Set([
  'return',
  'assignment',
  'arguments',
  'augmented',
  'yield',
  'comparison',
  'subscript',
  'list',
])

/** A term left out of a sum, or one too many. */
export const term: MutationOperator = {
  summary: 'a missing or needless term',
  *propose(node, model) {
    const { roleOf, text } = model
    const role = roleOf(node)
    if (role === 'arithmetic') for (const side of partsOf(node)) yield replaceNode(node, text(side), 0.4)
    if (!node.parent || !isValue(node, model) || !places.has(roleOf(node.parent) ?? '')) return
    if (role === 'number' || role === 'string' || role === 'none' || role === 'true' || role === 'false')
      return
    const own = text(node)
    if (node.end - node.start > 80) return
    const isReturned = roleOf(node.parent) === 'return' || childOf(node.parent, 'right') === node
    for (const { name } of nearestVariables(node, model)) {
      if (name === own) continue
      yield replaceNode(node, inParentheses(node, `${own} + ${name}`, model), isReturned ? 0.2 : 0.12)
      yield replaceNode(node, inParentheses(node, `${own} - ${name}`, model), isReturned ? 0.2 : 0.15)
      if (isReturned) yield replaceNode(node, inParentheses(node, `${name} + ${own}`, model), 0.12)
    }
    if (isReturned && role === 'call') yield replaceNode(node, `1 + ${own}`, 0.3)
  },
}
