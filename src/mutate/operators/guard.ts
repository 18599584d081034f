import type { SyntaxNode } from '../../syntax/index.ts'
import { conditionAtoms } from '../condition-atoms.ts'
import type { FileModel } from '../file-model.ts'
import type { Edit, MutationOperator } from '../mutation.ts'
import { indentOf, insertBefore, isStatement, lineEnd, lineStart, reindent, siblingsOf } from '../place.ts'
import { returnValues } from '../return-values.ts'

/** A check that was forgotten: leave early when a condition holds, or do the statement only when it does. */
export const guard: MutationOperator = {
  summary: 'a missing guard or base case',
  *propose(node, model) {
    if (!isStatement(node, model) || !model.scopeOf(node).node) return
    if (model.roleOf(node) === 'function' || model.roleOf(node) === 'class') return
    yield* leavingEarly(node, model)
    yield* onlyWhen(node, model)
  },
}

function* leavingEarly(node: SyntaxNode, model: FileModel): Iterable<Edit> {
  const { phrases } = model.dialect
  const isFirst = siblingsOf(node)[0] === node && isFunctionBody(node.parent, model)
  const weight = isFirst ? 1 : 0.5
  const inLoop = isInLoop(node, model)
  const values = returnValues(node, model)
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, 8)
  for (const atom of conditionAtoms(node, model)) {
    const leave = (exit: string, prior: number): Edit =>
      insertBefore(node, phrases.when(atom.text, exit, indentOf(node, model) ?? ''), {
        model,
        prior: prior * atom.weight * weight,
      })
    for (const { text, weight: likely } of values) yield leave(phrases.returns(text), 0.3 * likely)
    if (inLoop) {
      yield leave('continue', 0.35)
      yield leave('break', 0.3)
    }
  }
}

function* onlyWhen(node: SyntaxNode, model: FileModel): Iterable<Edit> {
  const role = model.roleOf(node)
  if (role === 'declaration' || role === 'return') return
  const indent = indentOf(node, model) ?? ''
  const unit = indent.includes('\t') ? '\t' : '    '
  const words = new Set(model.text(node).match(/\w+/g) ?? [])
  for (const atom of conditionAtoms(node, model)) {
    const related = (atom.text.match(/[A-Za-z_]\w*/g) ?? []).some((word) => words.has(word))
    const body = reindent(node, `${indent}${unit}`, model)
    const opening = model.dialect.phrases.when(atom.text, '', indent)
    const python = opening.includes('\n')
    const replacement = python
      ? `${indent}${opening.slice(0, opening.indexOf('\n'))}${model.eol}${body}${model.eol}`
      : `${indent}${opening}{${model.eol}${body}${model.eol}${indent}}${model.eol}`
    const prior = 0.25 * atom.weight * (related ? 1 : 0.4)
    yield { start: lineStart(node, model), end: lineEnd(node, model), replacement, prior }
  }
}

function isFunctionBody(block: SyntaxNode | null, model: FileModel): boolean {
  return block?.parent !== null && block !== null && model.roleOf(block.parent) === 'function'
}

/** True inside a loop of the same function. */
export function isInLoop(node: SyntaxNode, model: FileModel): boolean {
  for (let up = node.parent; up; up = up.parent) {
    const role = model.roleOf(up)
    if (role === 'while' || role === 'for') return true
    if (role === 'function' || role === 'class') return false
  }
  return false
}
