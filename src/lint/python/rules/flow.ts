import type { SyntaxNode } from '../../../syntax/index.ts'
import type { Finding } from '../../finding.ts'
import {
  bare,
  calleeOf,
  fieldOf,
  functionAround,
  nodesIn,
  partsOf,
  quote,
  type PythonFile,
} from '../python-file.ts'

/** Statements that are never reached, values used where they are known to be missing, returns unlike all others. */
export function checkFlow(file: PythonFile): readonly Finding[] {
  return file.nodes.flatMap((node) => {
    if (node.type === 'block') return unreachable(node, file)
    if (node.type === 'if_statement' || node.type === 'elif_clause') return usedWhileMissing(node, file)
    return node.type === 'function_definition' ? oddReturns(node, file) : []
  })
}

const exits = new Set(['return_statement', 'raise_statement', 'continue_statement', 'break_statement'])

function unreachable(block: SyntaxNode, { text }: PythonFile): readonly Finding[] {
  const statements = partsOf(block)
  const at = statements.findIndex(({ type }) => exits.has(type))
  const next = at === -1 ? undefined : statements[at + 1]
  return next
    ? [
        {
          rule: 'unreachable',
          grade: 'odd',
          line: next.line,
          message: `${quote(text(next))} is never reached`,
        },
      ]
    : []
}

/** `if x is None: x.y`, and `if not x: x.y`, where nothing gives x a value in between. */
function usedWhileMissing(node: SyntaxNode, { text }: PythonFile): readonly Finding[] {
  const condition = fieldOf(node, 'condition')
  const body = fieldOf(node, 'consequence')
  const missing = condition && missingIn(condition, text)
  if (!missing || !body) return []
  const inside = nodesIn(body)
  const given = inside.find(
    (one) =>
      one.field === 'left' && /assignment|for_/.test(one.parent?.type ?? '') && text(one) === missing.name,
  )
  const use = inside.find(
    (one) =>
      text(one) === missing.name &&
      one.start < (given?.start ?? Number.POSITIVE_INFINITY) &&
      ((one.parent?.type === 'attribute' && one.field === 'object' && !isMethodOfEmpty(one.parent, text)) ||
        (one.parent?.type === 'subscript' && one.field === 'value' && missing.isNone) ||
        (missing.isNone && isLookedInto(one, text)) ||
        (one.parent?.type === 'call' && one.field === 'function')),
  )
  if (!use?.parent) return []
  const isSet = use.parent.parent?.type === 'assignment' && use.parent.field === 'left'
  if (!missing.isNone && use.parent.type === 'attribute' && !isSet) return []
  return [
    {
      rule: 'missing-value',
      grade: 'wrong',
      line: use.line,
      message: `${quote(text(use.parent))} is reached only where ${quote(text(condition))}`,
    },
  ]
}

/** The first argument of what looks into it. */
function isLookedInto({ parent, ...node }: SyntaxNode, text: PythonFile['text']): boolean {
  const [first] = parent ? partsOf(parent) : []
  const callee = parent?.parent && calleeOf(parent.parent, text)
  return first?.start === node.start && /^(?:getattr|setattr|len|iter|next|sorted|list)$/.test(callee ?? '')
}

function isMethodOfEmpty(attribute: SyntaxNode, text: PythonFile['text']): boolean {
  return /\.(?:append|add|update|extend|setdefault|__\w+__)$/.test(text(attribute))
}

function missingIn(
  condition: SyntaxNode,
  text: PythonFile['text'],
): { readonly name: string; readonly isNone: boolean } | null {
  const test = bare(condition)
  const [first, second] = partsOf(test)
  if (!first) return null
  if (test.type === 'comparison_operator' && second?.type === 'none' && partsOf(test).length === 2) {
    const isNone = test.children.some((child) => child.type === 'is' || child.type === '==')
    return isNone ? { name: text(first), isNone: true } : null
  }
  return test.type === 'not_operator' && bare(first).type === 'identifier'
    ? { name: text(bare(first)), isNone: false }
    : null
}

/** Where a function gives tuples of one size, or values, and in one place something of another shape. */
function oddReturns(node: SyntaxNode, { text }: PythonFile): readonly Finding[] {
  const returns = nodesIn(node).filter(
    (one) => one.type === 'return_statement' && functionAround(one) === node,
  )
  const shapes = returns.map((one) => shapeOf(one))
  const sizes = new Set(shapes.filter((shape) => typeof shape === 'number'))
  if (sizes.size !== 1) return []
  return returns.flatMap((one, at) =>
    shapes[at] === 'plain'
      ? [
          {
            rule: 'odd-return',
            grade: 'wrong',
            line: one.line,
            message: `${quote(text(one))} where other returns are ${[...sizes].join()} values`,
          },
        ]
      : [],
  )
}

function shapeOf(node: SyntaxNode): number | 'plain' | 'unknown' {
  const [value] = partsOf(node)
  if (!value) return 'unknown'
  const inner = bare(value)
  if (inner.type === 'expression_list' || inner.type === 'tuple') return partsOf(inner).length
  return /^(?:identifier|string|integer|list|dictionary|not_operator|true|false|comparison_operator)$/.test(
    inner.type,
  )
    ? 'plain'
    : 'unknown'
}
