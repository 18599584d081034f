import { childOf, partsOf } from '../file-model.ts'
import { isValue } from '../expression.ts'
import { replaceNode, type MutationOperator } from '../mutation.ts'
import { nearestVariables } from '../condition-atoms.ts'

const places: ReadonlySet<string> = new Set([
  'arguments',
  'return',
  'for',
  'assignment',
  'comparison',
  'yield',
  'arithmetic',
])

/** A wrong index or bound: nested indices swapped, a part where the whole was meant or the other way round. */
export const subscript: MutationOperator = {
  summary: 'a wrong index, bound or part',
  *propose(node, model) {
    const { roleOf, text, dialect } = model
    const role = roleOf(node)
    const value = childOf(node, 'value') ?? childOf(node, 'object')
    if (role === 'subscript' && value) {
      const index = childOf(node, 'subscript') ?? childOf(node, 'index')
      const inner = childOf(value, 'subscript') ?? childOf(value, 'index')
      const base = childOf(value, 'value') ?? childOf(value, 'object')
      if (index && inner && base && roleOf(value) === 'subscript')
        yield replaceNode(node, `${text(base)}[${text(index)}][${text(inner)}]`, 0.35)
      const [first, second] = index && roleOf(index) === 'list' ? partsOf(index) : []
      const both = node.children.filter((child) => child.field === 'subscript')
      const [a = first, b = second] = both.length === 2 ? both : []
      if (a && b) yield replaceNode(node, `${text(value)}[${text(b)}, ${text(a)}]`, 0.35)
      if (isValue(node, model)) yield replaceNode(node, text(value), 0.25)
    }
    if (role === 'slice') {
      const own = text(node)
      const [lower = '', upper = ''] = own.split(':')
      if (own.split(':').length === 2)
        for (const other of [
          `${lower}:`,
          `:${upper}`,
          `${upper}:${lower}`,
          `${lower.trim() || '0'}:${upper}:-1`,
          `1:${upper}`,
          `${lower}:-1`,
        ])
          if (other !== own && other !== ':') yield replaceNode(node, other, 0.2)
    }
    if (
      role !== 'identifier' ||
      !isValue(node, model) ||
      !node.parent ||
      !places.has(roleOf(node.parent) ?? '')
    )
      return
    const own = text(node)
    for (const part of dialect.phrases.parts(own)) yield replaceNode(node, part, 0.2)
    yield replaceNode(node, `${own}[0]`, 0.15)
    yield replaceNode(node, `${own}[-1]`, 0.1)
    for (const { name } of nearestVariables(node, model)) {
      if (name === own) continue
      yield replaceNode(node, `${own}[${name}]`, 0.12)
      yield replaceNode(node, `${own}[${name}:]`, 0.1)
      yield replaceNode(node, `${own}[:${name}]`, 0.08)
    }
  },
}
