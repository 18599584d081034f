import type { SyntaxNode } from '../../syntax/index.ts'
import { nearestVariables } from '../condition-atoms.ts'
import type { FileModel } from '../file-model.ts'
import type { MutationOperator } from '../mutation.ts'
import { insertAfter, insertBefore, isStatement, siblingsOf } from '../place.ts'
import type { Variable } from '../scope.ts'

/** A step that was forgotten: a counter not moved on, an item not collected, a variable not carried over. */
export const insertStatement: MutationOperator = {
  summary: 'a missing update',
  *propose(node, model) {
    if (!isStatement(node, model) || !model.scopeOf(node).node) return
    const role = model.roleOf(node)
    if (role === 'function' || role === 'class') return
    const siblings = siblingsOf(node)
    const isLast = siblings.at(-1) === node
    const leaves = role === 'return' || role === 'exit'
    for (const update of updates(node, model)) {
      yield insertBefore(node, update.text, { model, prior: update.prior })
      if (isLast && !leaves) yield insertAfter(node, update.text, { model, prior: update.prior })
    }
  },
}

interface Update {
  readonly text: string
  readonly prior: number
}

function* updates(node: SyntaxNode, model: FileModel): Iterable<Update> {
  const variables = nearestVariables(node, model)
  const end = model.dialect.phrases.terminator
  const near = nearby(node, model)
  const close = (...names: readonly string[]): number => (names.some((name) => near.has(name)) ? 1 : 0.5)
  for (const variable of variables) {
    if (isNumeric(variable)) {
      yield { text: `${variable.name} += 1${end}`, prior: 0.25 * close(variable.name) }
      yield { text: `${variable.name} -= 1${end}`, prior: 0.15 * close(variable.name) }
    }
    for (const other of variables) {
      if (other === variable) continue
      if (!variable.isParameter || other.line >= variable.line)
        yield {
          text: `${variable.name} = ${other.name}${end}`,
          prior: 0.18 * close(variable.name, other.name),
        }
      if (isNumeric(variable))
        yield {
          text: `${variable.name} += ${other.name}${end}`,
          prior: 0.12 * close(variable.name, other.name),
        }
      if (isContainer(variable, model))
        for (const text of model.dialect.phrases.insertions(variable.name, other.name, variable.madeBy))
          yield { text: text + end, prior: 0.22 * close(other.name) }
    }
  }
  yield* donors(node, model)
}

/** Simple statements of the same function, here as well. */
function* donors(node: SyntaxNode, model: FileModel): Iterable<Update> {
  const { node: owner } = model.scopeOf(node)
  if (!owner) return
  const seen = new Set<string>()
  const pending = [...owner.children]
  for (let each = pending.pop(); each && seen.size < 12; each = pending.pop()) {
    pending.push(...each.children)
    if (each === node || each.line !== each.endLine || !isStatement(each, model)) continue
    if (model.roleOf(each) !== 'statement' && model.roleOf(each) !== 'exit') continue
    const text = model.text(each)
    if (seen.has(text) || /^['"]/.test(text)) continue
    seen.add(text)
    yield { text, prior: 0.12 }
  }
}

function nearby(node: SyntaxNode, model: FileModel): ReadonlySet<string> {
  const siblings = siblingsOf(node)
  const index = siblings.indexOf(node)
  const text = siblings.slice(Math.max(0, index - 1), index + 2).map((each) => model.text(each).slice(0, 200))
  return new Set(text.join(' ').match(/\w+/g) ?? [])
}

function isNumeric({ madeBy, uses }: Variable): boolean {
  return (
    /^-?\d/.test(madeBy) || [...uses].some((use) => use.startsWith('augmented') || use.startsWith('binary'))
  )
}

function isContainer({ madeBy, isParameter, uses }: Variable, { dialect }: FileModel): boolean {
  if (dialect.phrases.emptyValues.some((empty) => empty.length > 1 && madeBy.startsWith(empty[0] ?? ' ')))
    return true
  if (/^(set|list|dict|deque|defaultdict|new (Set|Map|Array))\b/.test(madeBy)) return true
  return !isParameter ? [...uses].some((use) => /^\.(append|add|push|extend)/.test(use)) : uses.has('.append')
}
