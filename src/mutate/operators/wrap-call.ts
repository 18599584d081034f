import { nearestVariables } from '../condition-atoms.ts'
import { isValue } from '../expression.ts'
import { childOf, partsOf } from '../file-model.ts'
import { replaceNode, type MutationOperator } from '../mutation.ts'

const places: ReadonlySet<string> = new Set([
  'return',
  'assignment',
  'arguments',
  'augmented',
  'yield',
  'comparison',
  'for',
  'arithmetic',
])

/** A call left out around a value (the function itself among them: a missing recursion), or one too many. */
export const wrapCall: MutationOperator = {
  summary: 'a missing or needless call around a value',
  *propose(node, model) {
    const { roleOf, text, dialect } = model
    const role = roleOf(node)
    if (role === 'call') {
      const list = childOf(node, 'arguments')
      const items = list ? partsOf(list) : []
      for (const item of items.slice(0, 3))
        yield replaceNode(node, text(item), items.length === 1 ? 0.4 : 0.25)
      const receiver = childOf(node, 'function')
      const object = receiver ? childOf(receiver, 'object') : null
      if (object) yield replaceNode(node, text(object), 0.2)
    }
    if (!isValue(node, model) || !node.parent || !places.has(roleOf(node.parent) ?? '')) return
    if (role === 'string' || role === 'none' || role === 'number' || node.end - node.start > 60) return
    const own = text(node)
    const scope = model.scopeOf(node)
    if (scope.name !== null) yield replaceNode(node, `${scope.name}(${own})`, 0.2)
    for (const name of dialect.wrappers) yield replaceNode(node, `${name}(${own})`, 0.14)
    for (const name of model.callables.slice(0, 8)) yield replaceNode(node, `${name}(${own})`, 0.1)
    const isGiven = childOf(node.parent, 'right') === node || roleOf(node.parent) === 'return'
    for (const other of isGiven ? nearestVariables(node, model) : []) {
      if (other.name === own) continue
      yield replaceNode(node, dialect.phrases.maximum(other.name, own), 0.15)
      yield replaceNode(node, dialect.phrases.minimum(other.name, own), 0.15)
    }
    if (!isGiven || role === 'list' || role === 'collection') return
    yield replaceNode(node, dialect.phrases.maximum('0', own), 0.2)
    yield replaceNode(node, dialect.phrases.minimum('0', own), 0.1)
  },
}
