import type { SyntaxNode } from '../../../syntax/index.ts'
import type { Finding } from '../../finding.ts'
import type { Kind, KindOf } from '../kinds.ts'
import { bare, fieldOf, partsOf, quote, type PythonFile } from '../python-file.ts'

/** Operations on values that do not have them. */
export function checkOperands(file: PythonFile, kindOf: KindOf): readonly Finding[] {
  const used = namesInArithmetic(file)
  return file.nodes.flatMap((node) => {
    const says = faultOf(node, { file, kindOf, used })
    return says === null
      ? []
      : [
          {
            rule: 'odd-operand',
            grade: 'wrong',
            line: node.line,
            message: `${quote(file.text(node))} ${says}`,
          },
        ]
  })
}

interface Reading {
  readonly file: PythonFile
  readonly kindOf: KindOf
  readonly used: NameUses
}

function faultOf(node: SyntaxNode, reading: Reading): string | null {
  if (node.type === 'binary_operator' || node.type === 'augmented_assignment')
    return faultOfOperation(node, reading)
  if (node.type === 'comparison_operator') return faultOfComparison(node, reading)
  if (node.type === 'subscript') return faultOfSubscript(node, reading)
  if (node.type === 'for_statement' || node.type === 'for_in_clause') {
    const over = fieldOf(node, 'right')
    const kind = over && reading.kindOf(over)
    return kind === 'number' || kind === 'none' || kind === 'bool' ? `goes through a ${kind}` : null
  }
  return null
}

function faultOfOperation(node: SyntaxNode, { file, kindOf, used }: Reading): string | null {
  const left = fieldOf(node, 'left')
  const right = fieldOf(node, 'right')
  const sign = node.children.find(({ field }) => field === 'operator')
  if (!left || !right || !sign) return null
  const operator = file.text(sign).replace(/=$/, '')
  const kinds = [kindOf(left), kindOf(right)] as const
  if (isImpossible(operator, kinds))
    return `is no operation of ${kinds.map((kind) => kind ?? 'something').join(' and ')}`
  if (!/^[-+]$/.test(operator)) return null
  const [number, other] = isNumber(right) ? [right, left] : [left, right]
  return isNumber(number) && isNeverCounted(other, { file, used })
    ? 'counts with what is no number elsewhere'
    : null
}

/** Equality of kinds that are never equal. */
function faultOfComparison(node: SyntaxNode, { kindOf }: Reading): string | null {
  const sides = partsOf(node)
  if (sides.length !== 2 || !node.children.some(({ type }) => type === '==' || type === '!=')) return null
  const kinds = sides.map(kindOf)
  const [left, right] = kinds
  return left &&
    right &&
    left !== right &&
    !kinds.includes('object') &&
    !isBoth(kinds, ['number', 'bool']) &&
    !isBoth(kinds, ['list', 'generator'])
    ? `compares ${left} with ${right}`
    : null
}

function isBoth(kinds: readonly (Kind | null)[], wanted: readonly Kind[]): boolean {
  return wanted.every((kind) => kinds.includes(kind))
}

/** Null for a kind that is not known: then anything goes. */
function isImpossible(operator: string, [left, right]: readonly [Kind | null, Kind | null]): boolean {
  const containers = new Set<Kind | null>([
    'text',
    'list',
    'tuple',
    'dict',
    'set',
    'none',
    'generator',
    'bool',
  ])
  const sequences = new Set<Kind | null>(['text', 'list', 'tuple'])
  if (left === 'none' || right === 'none') return true
  if (left === null && right === null) return false
  if (operator === '%') return (left === 'list' || left === 'dict' || left === 'tuple') && right !== null
  if (operator === '*')
    return (containers.has(left) && containers.has(right)) || left === 'dict' || right === 'dict'
  if (operator === '+')
    return (
      (sequences.has(left) && right !== null && right !== 'object' && right !== left) ||
      left === 'dict' ||
      left === 'set' ||
      (left === 'number' && sequences.has(right))
    )
  if (operator === '/' || operator === '//' || operator === '**')
    return sequences.has(left) || sequences.has(right)
  if (operator === '-') return sequences.has(left) || sequences.has(right) || left === 'dict'
  return false
}

function isNumber({ type }: SyntaxNode): boolean {
  return type === 'integer' || type === 'float'
}

interface NameUses {
  /** Names, and attributes by their last part, with how often they occur. */
  readonly count: ReadonlyMap<string, number>
  readonly counted: ReadonlySet<string>
  /** Texts that are looked into as objects and containers are. */
  readonly lookedInto: ReadonlySet<string>
}

/** How often names occur, and which of them are counted with somewhere. */
function namesInArithmetic({ nodes, text }: PythonFile): NameUses {
  const count = new Map<string, number>()
  const uses = new Map<string, number>()
  const lookedInto = new Set<string>()
  for (const node of nodes) {
    if (isLookedInto(node)) lookedInto.add(text(node))
    const name = lastName(node, text)
    if (name === null) continue
    count.set(name, (count.get(name) ?? 0) + 1)
    if (isCounting(node)) uses.set(name, (uses.get(name) ?? 0) + 1)
  }
  return {
    count,
    counted: new Set([...uses].flatMap(([name, times]) => (times > 1 ? [name] : []))),
    lookedInto,
  }
}

function isCounting({ parent }: SyntaxNode): boolean {
  return /^(?:binary_operator|unary_operator|augmented_assignment|slice)$/.test(parent?.type ?? '')
}

function lastName(node: SyntaxNode, text: PythonFile['text']): string | null {
  if (node.type === 'attribute') return text(fieldOf(node, 'attribute') ?? node)
  return node.type === 'identifier' && node.parent?.type !== 'attribute' ? text(node) : null
}

/** A name that occurs often, is looked into as objects and containers are, and is counted with nowhere else. */
function isNeverCounted(
  node: SyntaxNode,
  { file: { text }, used }: { readonly file: PythonFile; readonly used: NameUses },
): boolean {
  const operand = bare(node)
  const name = lastName(operand, text)
  if (name === null) return false
  if (name === 'self' || name === 'cls') return true
  if (used.counted.has(name) || (used.count.get(name) ?? 0) < 3) return false
  return used.lookedInto.has(text(operand))
}

function isLookedInto({ parent, field }: SyntaxNode): boolean {
  return (
    (parent?.type === 'attribute' && field === 'object') ||
    (parent?.type === 'subscript' && field === 'value') ||
    (parent?.type === 'call' && field === 'function') ||
    (field === 'right' && (parent?.type ?? '').startsWith('for_'))
  )
}

function faultOfSubscript(node: SyntaxNode, { kindOf }: Reading): string | null {
  const value = fieldOf(node, 'value')
  const kind = value && kindOf(value)
  if (kind === 'number' || kind === 'none' || kind === 'bool' || kind === 'set' || kind === 'generator')
    return `looks into a ${kind}`
  const [, index] = partsOf(node)
  return value?.type === 'string' && index?.type === 'integer'
    ? 'looks into a text that is written out'
    : null
}
