import { childOf } from '../file-model.ts'
import { isInLoop } from './guard.ts'
import { replaceNode, type MutationOperator } from '../mutation.ts'
import { nearestVariables } from '../condition-atoms.ts'

/** A loop over the wrong part or the wrong way out of it. */
export const loop: MutationOperator = {
  summary: 'a loop over the wrong items, or left the wrong way',
  *propose(node, model) {
    const { roleOf, text, dialect } = model
    if (roleOf(node) === 'exit' && isInLoop(node, model)) {
      if (text(node).startsWith('break'))
        yield replaceNode(node, text(node).replace('break', 'continue'), 0.4)
      if (text(node).startsWith('continue'))
        yield replaceNode(node, text(node).replace('continue', 'break'), 0.4)
    }
    const items = node.parent && node.field === 'right' && node.parent.type.startsWith('for_') ? node : null
    if (items) {
      const own = text(items)
      for (const part of dialect.phrases.parts(own)) yield replaceNode(items, part, 0.25)
      for (const { name } of nearestVariables(items, model))
        if (name !== own) yield replaceNode(items, name, 0.2)
    }
    if (
      roleOf(node) === 'if' &&
      isInLoop(node, model) &&
      node.children[0]?.type === 'if' &&
      childOf(node, 'condition')
    )
      yield replaceNode(node.children[0], 'while', 0.15)
    if (roleOf(node) === 'while' && node.children[0]?.type === 'while')
      yield replaceNode(node.children[0], 'if', 0.15)
  },
}
