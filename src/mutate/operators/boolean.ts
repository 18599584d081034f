import { partsOf } from '../file-model.ts'
import { replaceNode, type MutationOperator } from '../mutation.ts'

const opposite: Readonly<Record<string, string>> = {
  and: 'or',
  or: 'and',
  '&&': '||',
  '||': '&&',
  '??': '||',
}

/** `and` for `or`, and one side of either left out. */
export const boolean: MutationOperator = {
  summary: 'and/or exchanged, or one side dropped',
  *propose(node, { roleOf, text }) {
    if (node.parent && !node.named && roleOf(node.parent) === 'boolean') {
      const other = opposite[text(node)]
      if (other !== undefined) yield replaceNode(node, other, 0.8)
    }
    if (roleOf(node) !== 'boolean') return
    for (const side of partsOf(node)) yield replaceNode(node, text(side), 0.4)
  },
}
