import type { SyntaxNode } from '../../syntax/index.ts'
import { partsOf, type FileModel } from '../file-model.ts'
import type { Edit, MutationOperator } from '../mutation.ts'
import { indentOf, isStatement, lineEnd, lineStart, reindent, siblingsOf } from '../place.ts'

/** A statement in the wrong place: swapped with its neighbour, moved out of or into a block, or needed twice. */
export const moveStatement: MutationOperator = {
  summary: 'a statement moved or doubled',
  *propose(node, model) {
    if (!isStatement(node, model) || model.roleOf(node) === 'function' || model.roleOf(node) === 'class')
      return
    const siblings = siblingsOf(node)
    const index = siblings.indexOf(node)
    yield* swapped(node, siblings[index + 1], model)
    yield* swapped(node, siblings[index + 2], model)
    yield* intoBlock(siblings[index - 1], node, model)
    if (siblings.length > 1) yield* outOfBlock(node, model)
  },
}

function* swapped(node: SyntaxNode, later: SyntaxNode | undefined, model: FileModel): Iterable<Edit> {
  if (!later || !isStatement(later, model)) return
  const { source } = model
  const first = source.slice(lineStart(node, model), lineEnd(node, model))
  const between = source.slice(lineEnd(node, model), lineStart(later, model))
  const second = source.slice(lineStart(later, model), lineEnd(later, model))
  if (!second.endsWith('\n')) return
  yield {
    start: lineStart(node, model),
    end: lineEnd(later, model),
    replacement: second + between + first,
    prior: 0.3,
  }
  yield {
    start: lineStart(node, model),
    end: lineEnd(later, model),
    replacement: between + second + first,
    prior: 0.15,
  }
}

/** The statement joins the block that ends just before it. */
function* intoBlock(before: SyntaxNode | undefined, node: SyntaxNode, model: FileModel): Iterable<Edit> {
  const block = before ? lastBlock(before, model) : null
  const last = block ? partsOf(block).at(-1) : undefined
  const indent = last ? indentOf(last, model) : null
  if (!last || indent === null || model.dialect.phrases.pass === '') return
  const start = lineStart(node, model)
  const end = lineEnd(node, model)
  yield { start, end, replacement: `${reindent(node, indent, model)}${model.eol}`, prior: 0.25 }
}

/** The statement goes behind the block that holds it, or in front of it. */
function* outOfBlock(node: SyntaxNode, model: FileModel): Iterable<Edit> {
  const owner = ownerOf(node, model)
  const indent = owner ? indentOf(owner, model) : null
  if (!owner || indent === null || owner.endLine - owner.line > 30) return
  const { source } = model
  const moved = `${reindent(node, indent, model)}${model.eol}`
  const outerStart = lineStart(owner, model)
  const outerEnd = lineEnd(owner, model)
  const without = (from: number, to: number): string =>
    source.slice(from, lineStart(node, model)) + source.slice(lineEnd(node, model), to)
  if (source[outerEnd - 1] === '\n')
    yield {
      start: outerStart,
      end: outerEnd,
      replacement: without(outerStart, outerEnd) + moved,
      prior: 0.25,
    }
  yield { start: outerStart, end: outerEnd, replacement: moved + without(outerStart, outerEnd), prior: 0.2 }
}

function ownerOf(node: SyntaxNode, model: FileModel): SyntaxNode | null {
  for (let up = node.parent; up; up = up.parent) {
    const role = model.roleOf(up)
    if (role === 'function' || role === 'class') return null
    if (up !== node && isStatement(up, model)) return up
  }
  return null
}

function lastBlock(statement: SyntaxNode, model: FileModel): SyntaxNode | null {
  const last = partsOf(statement).at(-1)
  if (!last) return null
  if (model.roleOf(last) === 'block') return last
  return model.roleOf(last) === 'else-if' || last.type.endsWith('_clause') ? lastBlock(last, model) : null
}
