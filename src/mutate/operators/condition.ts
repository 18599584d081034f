import { conditionAtoms, nearestVariables } from '../condition-atoms.ts'
import { isCondition } from '../expression.ts'
import { replaceNode, type MutationOperator } from '../mutation.ts'

/** A condition that is too wide or too narrow: one more case added with and/or, or always true. */
export const condition: MutationOperator = {
  summary: 'a condition widened or narrowed',
  *propose(node, model) {
    const { roleOf, text, dialect } = model
    const { phrases } = dialect
    const role = roleOf(node)
    const isWhole =
      node.field === 'condition' || (node.parent !== null && roleOf(node.parent) === 'parenthesized')
    if (isWhole && (role === 'true' || role === 'false'))
      for (const { name } of nearestVariables(node, model)) {
        yield replaceNode(node, name, 0.45)
        yield replaceNode(node, phrases.not(name), 0.3)
      }
    if (!isCondition(node, model)) return
    const own = text(node)
    if (isWhole && role !== 'true') yield replaceNode(node, phrases.true, 0.2)
    if (isWhole && role !== 'false') yield replaceNode(node, phrases.false, 0.15)
    const whole = role === 'boolean' ? `(${own})` : own
    const isInner = node.parent !== null && roleOf(node.parent) === 'boolean'
    if (isInner) return
    for (const atom of conditionAtoms(node, model)) {
      if (atom.text === own) continue
      const prior = 0.3 * atom.weight
      yield replaceNode(node, `${atom.text} ${phrases.or} ${whole}`, prior)
      yield replaceNode(node, `${atom.text} ${phrases.and} ${whole}`, prior)
      yield replaceNode(node, `${whole} ${phrases.or} ${atom.text}`, prior * 0.7)
      yield replaceNode(node, `${whole} ${phrases.and} ${atom.text}`, prior * 0.9)
    }
  },
}
