import { partsOf } from '../file-model.ts'
import { applyMutation, replaceNode, type MutationOperator } from '../mutation.ts'

const commutative = new Set(['*', '&', '|', '^', '==', '!=', '===', '!==', 'and', 'or', '&&', '||'])

/** `a - b` for `b - a`, `x < y` for `y < x`: the operands of one sign change places. */
export const operandOrder: MutationOperator = {
  summary: 'operands swapped',
  *propose(node, { roleOf, text, source }) {
    const role = roleOf(node)
    if (role !== 'arithmetic' && role !== 'comparison' && role !== 'boolean') return
    const [left, right, ...more] = partsOf(node)
    if (!left || !right || more.length > 0) return
    const sign = source.slice(left.end, right.start).trim()
    if (commutative.has(sign) && role !== 'boolean') return
    const swappedRight = applyMutation(text(node), {
      start: right.start - node.start,
      end: right.end - node.start,
      replacement: text(left),
    })
    const swapped = applyMutation(swappedRight, {
      start: left.start - node.start,
      end: left.end - node.start,
      replacement: text(right),
    })
    yield replaceNode(node, swapped, role === 'arithmetic' ? 0.5 : role === 'comparison' ? 0.35 : 0.2)
  },
}
