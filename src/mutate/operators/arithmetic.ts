import { replaceNode, type MutationOperator } from '../mutation.ts'

/** `+` for `-`, `/` for `//`, `+=` for `-=` or plain `=`, ...: one arithmetic sign for another. */
export const arithmetic: MutationOperator = {
  summary: 'another arithmetic sign',
  *propose(node, { roleOf, dialect, text }) {
    if (!node.parent || node.named) return
    const role = roleOf(node.parent)
    const sign = text(node)
    if (role === 'arithmetic') {
      for (const [index, other] of (dialect.arithmetic[sign] ?? []).entries())
        yield replaceNode(node, other, 0.8 / (1 + index * 0.5))
    }
    if (role === 'augmented' && sign.endsWith('=')) {
      for (const [index, other] of (dialect.arithmetic[sign.slice(0, -1)] ?? []).entries())
        if (/^\W+$/.test(other)) yield replaceNode(node, `${other}=`, 0.6 / (1 + index * 0.5))
      yield replaceNode(node, '=', 0.4)
    }
    if (role === 'assignment' && sign === '=') {
      yield replaceNode(node, '+=', 0.25)
      yield replaceNode(node, '-=', 0.1)
    }
  },
}
