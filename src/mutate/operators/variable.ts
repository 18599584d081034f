import type { SyntaxNode } from '../../syntax/index.ts'
import { childOf, type FileModel } from '../file-model.ts'
import { replaceNode, type Edit, type MutationOperator } from '../mutation.ts'
import { likeness, sharesWord } from '../similarity.ts'

/** Another variable of the same scope, or another attribute of the same object. */
export const variable: MutationOperator = {
  summary: 'a wrong variable',
  *propose(node, model) {
    const { roleOf, dialect, text, scopeOf } = model
    const isCallee = node.field === 'function' && node.parent !== null && roleOf(node.parent) === 'call'
    if (roleOf(node) === 'attribute' && !isCallee) yield* siblingAttributes(node, model)
    if (roleOf(node) !== 'identifier' || !dialect.isRead(node) || isCallee) return
    const name = text(node)
    const { variables } = scopeOf(node)
    const own = variables.find((other) => other.name === name)
    const ranked = variables
      .filter((other) => other.name !== name)
      .map((other) => ({ other, alike: own ? likeness(own, other) : 0.3 }))
      .toSorted((a, b) => b.alike - a.alike)
    for (const [index, { other, alike }] of ranked.slice(0, 12).entries())
      yield replaceNode(node, other.name, (0.3 + 0.5 * alike) / (1 + index * 0.12))
    if (own) yield* attributesInstead(node, model)
  },
}

function* siblingAttributes(node: SyntaxNode, { text, attributesOf }: FileModel): Iterable<Edit> {
  const receiver = childOf(node, 'object')
  const name = childOf(node, 'attribute') ?? childOf(node, 'property')
  if (!receiver || !name) return
  const own = text(name)
  const near = (attributesOf.get(text(receiver)) ?? [])
    .filter((other) => other !== own)
    .map((other) => ({ other, kin: sharesWord(own, other) }))
    .toSorted((a, b) => Number(b.kin) - Number(a.kin))
  for (const [index, { other, kin }] of near.entries())
    yield replaceNode(name, other, (kin ? 0.65 : 0.5) / (1 + index * 0.2))
  yield replaceNode(node, text(receiver), 0.2)
}

/** `x` where `x.attribute` was meant. */
function* attributesInstead(node: SyntaxNode, { text, attributesOf }: FileModel): Iterable<Edit> {
  for (const [index, other] of (attributesOf.get(text(node)) ?? []).slice(0, 6).entries())
    yield replaceNode(node, `${text(node)}.${other}`, 0.2 / (1 + index * 0.3))
}
