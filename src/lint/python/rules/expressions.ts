import type { SyntaxNode } from '../../../syntax/index.ts'
import type { Finding } from '../../finding.ts'
import { argumentsOf, bare, calleeOf, fieldOf, partsOf, quote, type PythonFile } from '../python-file.ts'

/** Expressions that come to nothing, or that say the same twice. */
export function checkExpressions(file: PythonFile): readonly Finding[] {
  return file.nodes.flatMap((node) => {
    const fault = faultOf(node, file.text)
    return fault === null
      ? []
      : [
          {
            rule: fault.rule,
            grade: fault.rule === 'denied-comparison' ? 'odd' : 'wrong',
            line: node.line,
            message: `${quote(file.text(node.type === 'block' && node.parent ? node.parent : node))} ${fault.says}`,
          },
        ]
  })
}

interface Fault {
  readonly rule: string
  readonly says: string
}

function faultOf(node: SyntaxNode, text: PythonFile['text']): Fault | null {
  switch (node.type) {
    case 'expression_statement':
      return isWithoutEffect(node, text) ? { rule: 'no-effect', says: 'has no effect' } : null
    case 'assignment':
      return isToItself(node, text) ? { rule: 'no-effect', says: 'changes nothing' } : null
    case 'comparison_operator':
    case 'boolean_operator':
      return saysTwice(node, text)
        ? { rule: 'same-twice', says: 'has the same on both sides' }
        : contradicts(node, text)
          ? { rule: 'decided', says: 'asks for opposites' }
          : null
    case 'not_operator':
      return faultOfNot(node, text)
    case 'unary_operator':
      return text(node) === '-0' ? { rule: 'no-effect', says: 'is 0' } : null
    case 'return_statement':
      return givesNothing(node, text) ? { rule: 'no-result', says: 'gives what has no result' } : null
    case 'block':
      return isEmptyBranch(node) ? { rule: 'no-effect', says: 'does nothing' } : null
    case 'if_statement':
    case 'elif_clause':
    case 'conditional_expression':
      return isDecided(node) ? { rule: 'decided', says: 'does not depend on anything' } : null
    case 'call':
      return faultOfCall(node, text)
    default:
      return null
  }
}

/** Functions that only look at what they are given. */
const lookers = new Set([
  'abs',
  'all',
  'any',
  'bool',
  'callable',
  'dict',
  'getattr',
  'hasattr',
  'id',
  'int',
  'isinstance',
  'issubclass',
  'list',
  'max',
  'min',
  'ord',
  'repr',
  'set',
  'sorted',
  'str',
  'sum',
  'tuple',
  'type',
  'zip',
])

function isWithoutEffect(statement: SyntaxNode, text: PythonFile['text']): boolean {
  const [value, ...others] = partsOf(statement)
  if (!value || others.length > 0) return false
  const inTry =
    statement.parent?.parent?.type === 'try_statement' || statement.parent?.parent?.type === 'with_statement'
  const kind = bare(value).type
  if (kind === 'call') {
    const name = calleeOf(bare(value), text)
    return name !== null && lookers.has(name) && !inTry
  }
  return (
    !inTry &&
    /^(?:identifier|attribute|none|integer|float|true|false|comparison_operator|boolean_operator|not_operator|binary_operator|tuple|dictionary|subscript)$/.test(
      kind,
    )
  )
}

function isToItself(node: SyntaxNode, text: PythonFile['text']): boolean {
  const left = fieldOf(node, 'left')
  const right = fieldOf(node, 'right')
  return left !== null && right !== null && node.children.length === 3 && text(left) === text(right)
}

function saysTwice(node: SyntaxNode, text: PythonFile['text']): boolean {
  const sides = partsOf(node).map((side) => text(bare(side)))
  return sides.length === 2 && sides[0] === sides[1] && !/^[\w.]*\(/.test(sides[0] ?? '')
}

/** `a is None and a is not None`, `a and not a`. */
function contradicts(node: SyntaxNode, text: PythonFile['text']): boolean {
  const [left, right] = partsOf(node).map((side) => positiveOf(text(bare(side))))
  return (
    node.type === 'boolean_operator' &&
    left !== undefined &&
    left.text === right?.text &&
    left.holds !== right.holds
  )
}

function positiveOf(condition: string): { readonly text: string; readonly holds: boolean } {
  const denied = /^not\s+(.*)$/s.exec(condition)
  if (denied) {
    const inner = positiveOf(denied[1] ?? '')
    return { text: inner.text, holds: !inner.holds }
  }
  const positive = condition
    .replace(/\bis not\b/, 'is')
    .replace(/\bnot in\b/, 'in')
    .replace('!=', '==')
  return { text: positive, holds: positive === condition }
}

/** `not not x`; `not x is None` and the like, for which there are words (pycodestyle E713, E714). */
function faultOfNot(node: SyntaxNode, text: PythonFile['text']): Fault | null {
  const [denied] = partsOf(node)
  const inner = denied && bare(denied)
  if (inner?.type === 'not_operator') return { rule: 'same-twice', says: 'denies twice' }
  return inner?.type === 'comparison_operator' && partsOf(inner).length === 2 && !/[<>]/.test(text(inner))
    ? { rule: 'denied-comparison', says: 'denies a comparison as a whole' }
    : null
}

/** Methods that change what they belong to and give nothing back. */
function givesNothing(node: SyntaxNode, text: PythonFile['text']): boolean {
  const [value] = partsOf(node)
  const callee = value?.type === 'call' ? fieldOf(value, 'function') : null
  return (
    callee?.type === 'attribute' &&
    /\.(?:append|extend|insert|sort|reverse|clear|update|setdefault_)$/.test(text(callee))
  )
}

/** `pass` alone in a branch; loops, handlers and definitions may be empty. */
function isEmptyBranch(block: SyntaxNode): boolean {
  const [only, ...others] = partsOf(block)
  return (
    only?.type === 'pass_statement' &&
    others.length === 0 &&
    /^(?:if_statement|elif_clause|else_clause|for_statement)$/.test(block.parent?.type ?? '')
  )
}

function isDecided(node: SyntaxNode): boolean {
  const condition = node.type === 'conditional_expression' ? partsOf(node)[1] : fieldOf(node, 'condition')
  const kind = condition && bare(condition).type
  return /^(?:string|integer|list|tuple|dictionary|none|true|false|lambda)$/.test(kind ?? '')
}

function faultOfCall(node: SyntaxNode, text: PythonFile['text']): Fault | null {
  const given = argumentsOf(node)?.map(text) ?? []
  const names = given.filter((one) => /^[A-Za-z_][\w.]*$/.test(one) && !/^(?:None|True|False)$/.test(one))
  const isCheck = /^(?:assert|check|compare|eq|isclose|is_|test)/i.test(
    text(fieldOf(node, 'function') ?? node),
  )
  if (given.length > 1 && new Set(names).size < names.length && !isCheck)
    return { rule: 'same-twice', says: 'is given the same twice' }
  return isOfItself(node, text) ? { rule: 'same-twice', says: 'is given its own result' } : null
}

/** `f(f(x))` with nothing else given: some functions are meant so, most are not. */
function isOfItself(node: SyntaxNode, text: PythonFile['text']): boolean {
  const [only, ...others] = argumentsOf(node) ?? []
  const outer = fieldOf(node, 'function')
  const inner = only?.type === 'call' ? fieldOf(only, 'function') : null
  return (
    others.length === 0 &&
    outer !== null &&
    inner !== null &&
    text(outer) === text(inner) &&
    outer.type !== 'call' &&
    !/^(?:max|min|super|next|iter|type|repr|str|f|g|h)$/.test(text(outer))
  )
}
