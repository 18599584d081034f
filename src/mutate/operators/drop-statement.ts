import { childOf } from '../file-model.ts'
import type { MutationOperator } from '../mutation.ts'
import { indentOf, isStatement, lineEnd, lineStart, reindent, siblingsOf } from '../place.ts'
import { partsOf } from '../file-model.ts'

/** A statement too many: dropped, or its condition dropped and its body kept. */
export const dropStatement: MutationOperator = {
  summary: 'a statement dropped',
  *propose(node, model) {
    const { roleOf, dialect } = model
    if (!isStatement(node, model)) {
      if (roleOf(node) === 'else-if' || node.type === 'else_clause')
        yield { start: node.start, end: node.end, replacement: '', prior: 0.15 }
      return
    }
    const role = roleOf(node)
    const start = lineStart(node, model)
    const end = lineEnd(node, model)
    const indent = indentOf(node, model) ?? ''
    const alone = siblingsOf(node).length === 1
    const isBig = node.endLine - node.line > 3
    const filler = alone && dialect.phrases.pass !== '' ? `${indent}${dialect.phrases.pass}${model.eol}` : ''
    const prior = role === 'return' ? 0.15 : role === 'function' || role === 'class' || isBig ? 0.05 : 0.35
    yield { start, end, replacement: filler, prior }
    const body =
      role === 'if' || role === 'while' ? childOf(node, role === 'if' ? 'consequence' : 'body') : null
    if (!body || childOf(node, 'alternative') || roleOf(body) !== 'block') return
    const lines = partsOf(body).map((statement) => reindent(statement, indent, model))
    yield { start, end, replacement: `${lines.join(model.eol)}${model.eol}`, prior: 0.3 }
  },
}
