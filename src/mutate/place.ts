import type { SyntaxNode } from '../syntax/index.ts'
import { partsOf, type FileModel } from './file-model.ts'
import type { Edit } from './mutation.ts'

/** True for a statement of a block or of the file that has its lines for itself. */
export function isStatement(node: SyntaxNode, model: FileModel): boolean {
  const { parent } = node
  if (!parent || !node.named || node.type === 'comment') return false
  if (parent !== model.root && model.roleOf(parent) !== 'block') return false
  return indentOf(node, model) !== null && endsItsLine(node, model)
}

/** White space before a statement that begins its line; null when something else stands there. */
export function indentOf(statement: SyntaxNode, { source }: FileModel): string | null {
  const before = source.slice(source.lastIndexOf('\n', statement.start - 1) + 1, statement.start)
  return before.trim() === '' ? before : null
}

/** Statements of the block that holds this one, itself included. */
export function siblingsOf(statement: SyntaxNode): readonly SyntaxNode[] {
  return statement.parent ? partsOf(statement.parent) : []
}

/** The innermost statement around a node. */
export function statementOf(node: SyntaxNode, model: FileModel): SyntaxNode | null {
  for (let up: SyntaxNode | null = node; up; up = up.parent) if (isStatement(up, model)) return up
  return null
}

/** Start of the lines of a statement. */
export function lineStart(statement: SyntaxNode, model: FileModel): number {
  return statement.start - (indentOf(statement, model) ?? '').length
}

/** End of a statement with the comment and line end behind it. */
export function lineEnd(statement: SyntaxNode, { source }: FileModel): number {
  const newline = source.indexOf('\n', statement.end)
  return newline < 0 ? source.length : newline + 1
}

export function insertBefore(statement: SyntaxNode, text: string, context: Insertion): Edit {
  const { model, prior } = context
  const at = lineStart(statement, model)
  const indent = indentOf(statement, model) ?? ''
  return { start: at, end: at, replacement: `${indent}${withEol(text, model)}${model.eol}`, prior }
}

export function insertAfter(statement: SyntaxNode, text: string, context: Insertion): Edit {
  const { model, prior } = context
  const indent = indentOf(statement, model) ?? ''
  const at = lineContentEnd(statement, model)
  return { start: at, end: at, replacement: `${model.eol}${indent}${withEol(text, model)}`, prior }
}

export interface Insertion {
  readonly model: FileModel
  readonly prior: number
}

/** Text of a statement moved from its own indentation to another. */
export function reindent(statement: SyntaxNode, indent: string, model: FileModel): string {
  const own = indentOf(statement, model) ?? ''
  const lines = model.source.slice(statement.start, lineContentEnd(statement, model)).split('\n')
  return lines
    .map((line, index) =>
      index === 0 ? indent + line : line.startsWith(own) ? indent + line.slice(own.length) : line,
    )
    .join('\n')
}

function withEol(text: string, { eol }: FileModel): string {
  return eol === '\n' ? text : text.replaceAll(/\r?\n/g, eol)
}

function endsItsLine(node: SyntaxNode, { source }: FileModel): boolean {
  const newline = source.indexOf('\n', node.end)
  const rest = source.slice(node.end, newline < 0 ? undefined : newline).trim()
  return /^;?\s*($|#|\/\/)/.test(rest)
}

function lineContentEnd(statement: SyntaxNode, model: FileModel): number {
  const { source } = model
  const end = lineEnd(statement, model)
  if (source[end - 1] !== '\n') return end
  return source[end - 2] === '\r' ? end - 2 : end - 1
}
