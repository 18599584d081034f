import type { SyntaxNode } from '../../syntax/index.ts'
import { nearestVariables } from '../condition-atoms.ts'
import { partsOf, type FileModel } from '../file-model.ts'
import { replaceNode, type Edit, type MutationOperator } from '../mutation.ts'

/** Arguments of a call, or items of a list, swapped, dropped or added. */
export const argument: MutationOperator = {
  summary: 'an argument swapped, dropped or added',
  *propose(node, model) {
    const role = model.roleOf(node)
    if (role !== 'arguments' && role !== 'list') return
    const items = partsOf(node)
    const weight = role === 'arguments' ? 1 : 0.6
    yield* swapped(items, model, weight)
    yield* dropped(node, model, weight)
    yield* added(node, model, weight)
  },
}

function* swapped(items: readonly SyntaxNode[], { text, source }: FileModel, weight: number): Iterable<Edit> {
  for (const [index, a] of items.entries())
    for (const b of items.slice(index + 1)) {
      const replacement = text(b) + source.slice(a.end, b.start) + text(a)
      yield { start: a.start, end: b.end, replacement, prior: (b === items[index + 1] ? 0.6 : 0.35) * weight }
    }
}

function* dropped(node: SyntaxNode, { text }: FileModel, weight: number): Iterable<Edit> {
  const items = partsOf(node)
  for (const [index, item] of items.entries()) {
    const next = items[index + 1]
    const before = items[index - 1]
    const start = next ? item.start : (before?.end ?? item.start)
    const isKeyword = text(item).includes('=')
    yield { start, end: next?.start ?? item.end, replacement: '', prior: (isKeyword ? 0.25 : 0.35) * weight }
  }
}

function* added(node: SyntaxNode, model: FileModel, weight: number): Iterable<Edit> {
  const { text } = model
  const items = partsOf(node)
  const open = node.children[0]
  const last = items.at(-1)
  if (!open || open.named || open.type !== text(node)[0]) return
  const { phrases } = model.dialect
  const extra = [
    ...nearestVariables(node, model).map(({ name }) => name),
    '1',
    '0',
    phrases.true,
    phrases.none,
  ]
  for (const [index, name] of extra.entries()) {
    const prior = (index < 3 ? 0.2 : 0.12) * weight
    if (last) yield { start: last.end, end: last.end, replacement: `, ${name}`, prior }
    else yield replaceNode(open, `${open.type}${name}`, prior)
    const [first] = items
    if (first) yield { start: first.start, end: first.start, replacement: `${name}, `, prior: prior * 0.7 }
  }
}
