import { childOf } from '../file-model.ts'
import { isValue } from '../expression.ts'
import { replaceNode, type MutationOperator } from '../mutation.ts'

/** Another constant: 0, 1, -1, true for false, an empty container, nothing, no limit. */
export const literal: MutationOperator = {
  summary: 'a wrong constant or first value',
  *propose(node, model) {
    const { roleOf, text, dialect } = model
    const { phrases } = dialect
    const role = roleOf(node)
    const own = text(node)
    if (role === 'true') yield replaceNode(node, phrases.false, 0.6)
    if (role === 'false') yield replaceNode(node, phrases.true, 0.6)
    if (role === 'number') {
      for (const other of ['0', '1', '-1', '2']) if (other !== own) yield replaceNode(node, other, 0.4)
      for (const other of [phrases.none, phrases.infinity, `-${phrases.infinity}`])
        yield replaceNode(node, other, 0.2)
      if (/^\d+$/.test(own)) yield replaceNode(node, `${own}0`, 0.1)
    }
    if (role === 'none')
      for (const other of ['0', phrases.false, '[]', "''", phrases.true]) yield replaceNode(node, other, 0.2)
    if ((role === 'list' || role === 'collection' || role === 'string') && isValue(node, model)) {
      for (const other of phrases.emptyValues) if (other !== own) yield replaceNode(node, other, 0.2)
      yield replaceNode(node, phrases.none, 0.15)
    }
    if (role === 'list' && /^\[\s*\]$/.test(own))
      for (const inner of [
        '[]',
        '0',
        '1',
        phrases.none,
        ...model
          .scopeOf(node)
          .variables.slice(0, 8)
          .map(({ name }) => name),
      ])
        yield replaceNode(node, `[${inner}]`, 0.3)
    if (role === 'string' && /^(['"]) ?\1$/.test(own))
      yield replaceNode(node, own.length === 2 ? "' '" : "''", 0.3)
    const value = role === 'assignment' ? childOf(node, 'right') : null
    if (value && (roleOf(value) === 'number' || roleOf(value) === 'none'))
      for (const { name, isParameter } of model.scopeOf(node).variables)
        if (isParameter) yield replaceNode(value, name, 0.2)
  },
}
