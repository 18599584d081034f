import type { MutationOperator } from '../mutation.ts'

/** `<` for `<=`, `==` for `!=`, `in` for `not in`, ...: one comparison sign for another. */
export const comparison: MutationOperator = {
  summary: 'another comparison sign',
  *propose(node, { roleOf, dialect, text }) {
    if (!node.parent || node.named || roleOf(node.parent) !== 'comparison') return
    const others = dialect.comparisons[text(node).replaceAll(/\s+/g, ' ')] ?? []
    for (const [index, other] of others.entries())
      yield { start: node.start, end: node.end, replacement: other, prior: 0.9 / (1 + index * 0.6) }
  },
}
