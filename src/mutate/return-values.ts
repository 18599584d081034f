import type { SyntaxNode } from '../syntax/index.ts'
import { nearestVariables, type Atom } from './condition-atoms.ts'
import { partsOf, type FileModel } from './file-model.ts'

/** Values that a function may be meant to return at a place: what it returns elsewhere, its variables, constants. */
export function returnValues(at: SyntaxNode, model: FileModel): readonly Atom[] {
  const { phrases } = model.dialect
  const owner = model.scopeOf(at).node
  const existing = owner ? returnedTexts(owner, model) : []
  const values = new Map<string, number>()
  const add = (text: string, weight: number): void => {
    if (!values.has(text)) values.set(text, weight)
  }
  if (existing.length === 0 || existing.includes('')) add('', 1)
  for (const text of existing) if (text !== '') add(text, 1)
  for (const { name } of nearestVariables(at, model)) add(name, 0.7)
  if (existing.length > 0 && !existing.every((text) => text === '')) {
    const flags = existing.some((text) => text === phrases.true || text === phrases.false)
    add(phrases.true, flags ? 1 : 0.3)
    add(phrases.false, flags ? 1 : 0.3)
    for (const text of [phrases.none, '[]', '0', '1', "''", '-1']) add(text, flags ? 0.15 : 0.5)
    for (const condition of model.scopeOf(at).conditions) add(model.text(condition), 0.2)
    for (const variable of nearestVariables(at, model))
      for (const text of [
        `[${variable.name}]`,
        phrases.not(variable.name),
        `${variable.name} ${phrases.equals} 0`,
      ])
        add(text, 0.35)
  }
  return [...values].map(([text, weight]) => ({ text, weight }))
}

function returnedTexts(owner: SyntaxNode, model: FileModel): readonly string[] {
  const texts = new Set<string>()
  const pending = [...owner.children]
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (model.roleOf(node) === 'function') continue
    if (model.roleOf(node) === 'return') {
      const [value] = partsOf(node)
      if (!value || value.end - value.start <= 60) texts.add(value ? model.text(value) : '')
    }
    pending.push(...node.children)
  }
  return [...texts]
}
