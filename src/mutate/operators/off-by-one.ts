import { isValue, inParentheses } from '../expression.ts'
import { replaceNode, type MutationOperator } from '../mutation.ts'

const likelyPlaces: ReadonlySet<string> = new Set([
  'arguments',
  'subscript',
  'slice',
  'comparison',
  'return',
  'arithmetic',
])

/** One more or one less: of a number, an index, a bound, an argument. */
export const offByOne: MutationOperator = {
  summary: 'off by one',
  *propose(node, model) {
    const { roleOf, text } = model
    const role = roleOf(node)
    if (role === 'number' && /^\d+$/.test(text(node))) {
      const value = Number(text(node))
      if (!Number.isSafeInteger(value)) return
      yield replaceNode(node, String(value + 1), 0.7)
      yield replaceNode(node, value === 0 ? '-1' : String(value - 1), 0.7)
      return
    }
    if (!isValue(node, model) || !node.parent) return
    if (
      role !== 'identifier' &&
      role !== 'call' &&
      role !== 'arithmetic' &&
      role !== 'subscript' &&
      role !== 'attribute'
    )
      return
    const place = roleOf(node.parent) ?? ''
    const prior = likelyPlaces.has(place) ? 0.5 : 0.3
    if (place === 'arithmetic' && role === 'arithmetic') return
    yield replaceNode(node, inParentheses(node, `${text(node)} + 1`, model), prior)
    yield replaceNode(node, inParentheses(node, `${text(node)} - 1`, model), prior)
  },
}
