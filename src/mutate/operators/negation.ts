import { partsOf } from '../file-model.ts'
import { isCondition } from '../expression.ts'
import { replaceNode, type MutationOperator } from '../mutation.ts'

/** A condition negated, or a negation or sign taken away. */
export const negation: MutationOperator = {
  summary: 'a missing or needless negation',
  *propose(node, model) {
    const { roleOf, text, dialect } = model
    const role = roleOf(node)
    const [operand] = partsOf(node)
    if ((role === 'not' || role === 'unary') && operand) yield replaceNode(node, text(operand), 0.6)
    if (isCondition(node, model) && role !== 'not')
      yield replaceNode(node, dialect.phrases.not(role === 'boolean' ? `(${text(node)})` : text(node)), 0.5)
    if (
      node.field === 'right' &&
      role === 'identifier' &&
      node.parent &&
      roleOf(node.parent) === 'assignment'
    )
      yield replaceNode(node, `-${text(node)}`, 0.15)
    if (role === 'number' && node.parent && roleOf(node.parent) !== 'unary')
      yield replaceNode(node, `-${text(node)}`, 0.25)
  },
}
