import { anyReceiver, childOf } from '../file-model.ts'
import { replaceNode, type MutationOperator } from '../mutation.ts'
import { sharesWord, spelling } from '../similarity.ts'

/** Another function or method: one commonly taken for it, or one that this file knows. */
export const callName: MutationOperator = {
  summary: 'a wrong function or method name',
  *propose(node, model) {
    const { roleOf, text, dialect, callables, attributesOf } = model
    if (roleOf(node) !== 'call') return
    const callee = childOf(node, 'function') ?? childOf(node, 'constructor')
    if (!callee) return
    const isMethod = roleOf(callee) === 'attribute'
    const name = isMethod ? (childOf(callee, 'attribute') ?? childOf(callee, 'property')) : callee
    if (!name || (!isMethod && roleOf(callee) !== 'identifier')) return
    const own = text(name)
    const confused = dialect.callGroups.filter((group) => group.includes(own)).flat()
    for (const other of new Set(confused)) if (other !== own) yield replaceNode(name, other, 0.55)
    const receiver = isMethod ? childOf(callee, 'object') : null
    const near = isMethod ? (attributesOf.get(receiver ? text(receiver) : '') ?? []) : callables
    const far = isMethod
      ? (attributesOf.get(anyReceiver) ?? [])
      : model.scopeOf(node).variables.map((variable) => variable.name)
    const others = [...new Set([...near, ...far])]
      .filter((other) => other !== own && !confused.includes(other))
      .map((other) => ({
        other,
        alike: spelling(own, other),
        kin: near.includes(other) && sharesWord(own, other),
      }))
      .toSorted((a, b) => Number(b.kin) - Number(a.kin) || b.alike - a.alike)
    for (const [index, { other, alike, kin }] of others.slice(0, 12).entries())
      yield replaceNode(name, other, (kin ? 0.75 : 0.25 + 0.3 * alike) / (1 + index * 0.2))
  },
}
