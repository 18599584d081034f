import { childOf, partsOf } from '../file-model.ts'
import { replaceNode, type MutationOperator } from '../mutation.ts'
import { insertAfter, insertBefore, isStatement, siblingsOf } from '../place.ts'
import { returnValues } from '../return-values.ts'

/** A return that is missing, or that gives another value. */
export const earlyReturn: MutationOperator = {
  summary: 'a missing return, or another returned value',
  *propose(node, model) {
    const { roleOf, text, dialect, scopeOf } = model
    const { phrases } = dialect
    if (roleOf(node) === 'return') {
      const value = partsOf(node)[0]
      for (const other of returnValues(node, model)) {
        const prior = 0.4 * other.weight
        if (value) yield replaceNode(value, other.text, prior)
        else yield replaceNode(node, phrases.returns(other.text), prior)
      }
    }
    if (!isStatement(node, model) || !scopeOf(node).node) return
    const expression = roleOf(node) === 'statement' ? partsOf(node)[0] : undefined
    if (expression && roleOf(expression) === 'call')
      yield replaceNode(expression, phrases.returns(text(expression)), 0.4)
    if (expression && roleOf(expression) === 'assignment') {
      const value = childOf(expression, 'right')
      if (value) yield replaceNode(expression, phrases.returns(text(value)), 0.12)
    }
    const isLast = siblingsOf(node).at(-1) === node
    for (const { text: value, weight } of returnValues(node, model)) {
      const statement = phrases.returns(value)
      if (isLast && roleOf(node) !== 'return')
        yield insertAfter(node, statement, { model, prior: 0.25 * weight })
      else yield insertBefore(node, statement, { model, prior: 0.1 * weight })
    }
  },
}
