import type { SyntaxNode } from '../syntax/index.ts'
import { partsOf, type FileModel } from './file-model.ts'
import type { Variable } from './scope.ts'

/** A condition worth trying, with its weight in (0, 1]. */
export interface Atom {
  readonly text: string
  readonly weight: number
}

const mostVariables = 8
/** Guards multiply atoms by ways out, so a line's share of the space stays in the thousands. */
const mostAtoms = 60

/**
 * Conditions made of the variables that are bound before a line: presence and emptiness of each, comparisons of two,
 * and the conditions that the same function already has, each with its opposite.
 */
export function conditionAtoms(at: SyntaxNode, model: FileModel): readonly Atom[] {
  const { phrases } = model.dialect
  const variables = nearestVariables(at, model)
  const single = variables.flatMap(({ name }) => [
    { text: phrases.isNone(name), weight: 1 },
    { text: phrases.isEmpty(name), weight: 1 },
    { text: name, weight: 0.8 },
    { text: phrases.isPresent(name), weight: 0.6 },
    { text: `${name} ${phrases.equals} 0`, weight: 0.5 },
    { text: `${name} < 0`, weight: 0.4 },
    { text: `${name} > 0`, weight: 0.4 },
  ])
  const existing = model.scopeOf(at).conditions.flatMap((condition) => {
    const text = model.text(condition)
    return [
      { text, weight: 0.6 },
      { text: phrases.not(`(${text})`), weight: 0.4 },
    ]
  })
  const all = [...single, ...existing, ...pairAtoms(variables, model), ...lookAheadAtoms(at, model)]
  return all.toSorted((a, b) => b.weight - a.weight).slice(0, mostAtoms)
}

/** Variables bound at or before a node, latest first. */
export function nearestVariables(at: SyntaxNode, model: FileModel): readonly Variable[] {
  return model
    .scopeOf(at)
    .variables.filter((variable) => variable.isParameter || variable.line <= at.line)
    .toSorted((a, b) => b.line - a.line)
    .slice(0, mostVariables)
}

function pairAtoms(variables: readonly Variable[], { dialect }: FileModel): readonly Atom[] {
  const { phrases } = dialect
  return variables.flatMap((a) =>
    variables.flatMap((b) => {
      if (a === b) return []
      const ordered = a.name < b.name
      return [
        { text: `${a.name} < ${b.name}`, weight: 0.35 },
        { text: phrases.isIn(a.name, b.name), weight: isContainer(b) ? 0.4 : 0.15 },
        { text: phrases.not(`(${phrases.isIn(a.name, b.name)})`), weight: isContainer(b) ? 0.4 : 0.15 },
        ...(ordered ? [{ text: `${a.name} ${phrases.equals} ${b.name}`, weight: 0.4 }] : []),
        ...(ordered ? [{ text: phrases.not(`(${a.name} ${phrases.equals} ${b.name})`), weight: 0.3 }] : []),
        { text: `${a.name} <= ${b.name}`, weight: 0.25 },
      ]
    }),
  )
}

/** Attributes and items that the statement itself is about to use, and that may be missing. */
function lookAheadAtoms(at: SyntaxNode, model: FileModel): readonly Atom[] {
  const { phrases } = model.dialect
  const seen = new Set<string>()
  const pending = [at]
  for (let node = pending.pop(); node && seen.size < 6; node = pending.pop()) {
    const role = model.roleOf(node)
    const usable = role === 'subscript' || (role === 'attribute' && node.field !== 'function')
    if (usable && node.end - node.start < 40) seen.add(model.text(node))
    pending.push(...partsOf(node).filter((child) => child.line === at.line))
  }
  return [...seen].flatMap((text) => [
    { text: phrases.isNone(text), weight: 0.5 },
    { text: phrases.isEmpty(text), weight: 0.4 },
    { text, weight: 0.4 },
  ])
}

function isContainer({ madeBy, uses }: Variable): boolean {
  return (
    /^(\[|\{|set|list|dict|new )/.test(madeBy) ||
    [...uses].some((use) => use.includes('subscript') || use.includes('comparison'))
  )
}
