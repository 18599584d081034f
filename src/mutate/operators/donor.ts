import { inParentheses, isCondition, isValue } from '../expression.ts'
import { replaceNode, type MutationOperator } from '../mutation.ts'

/** An expression replaced by another one of the same function. */
export const donor: MutationOperator = {
  summary: 'another expression of the same function',
  *propose(node, model) {
    const { roleOf, text, scopeOf } = model
    if (node.end - node.start > 60) return
    const own = text(node)
    const scope = scopeOf(node)
    if (isCondition(node, model))
      for (const other of scope.conditions)
        if (text(other) !== own) yield replaceNode(node, inParentheses(node, text(other), model), 0.25)
    if (!isValue(node, model)) return
    const role = roleOf(node)
    for (const [index, other] of scope.expressions.slice(0, 24).entries()) {
      if (text(other) === own) continue
      const alike = roleOf(other) === role ? 1 : 0.6
      yield replaceNode(node, inParentheses(node, text(other), model), (0.25 * alike) / (1 + index * 0.05))
    }
  },
}
