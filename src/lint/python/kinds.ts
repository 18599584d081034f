import type { SyntaxNode } from '../../syntax/index.ts'
import { bare, calleeOf, fieldOf, functionAround, partsOf, type PythonFile } from './python-file.ts'

/** What a value is, as far as the code around it tells. */
export type Kind =
  | 'number'
  | 'text'
  | 'list'
  | 'tuple'
  | 'dict'
  | 'set'
  | 'none'
  | 'bool'
  | 'generator'
  | 'object'

const literalKinds: Readonly<Record<string, Kind>> = {
  integer: 'number',
  float: 'number',
  string: 'text',
  concatenated_string: 'text',
  list: 'list',
  list_comprehension: 'list',
  tuple: 'tuple',
  expression_list: 'tuple',
  dictionary: 'dict',
  dictionary_comprehension: 'dict',
  set: 'set',
  set_comprehension: 'set',
  generator_expression: 'generator',
  none: 'none',
  true: 'bool',
  false: 'bool',
  not_operator: 'bool',
  comparison_operator: 'bool',
}

const builtinKinds: Readonly<Record<string, Kind>> = {
  str: 'text',
  repr: 'text',
  list: 'list',
  sorted: 'list',
  tuple: 'tuple',
  dict: 'dict',
  set: 'set',
  frozenset: 'set',
  len: 'number',
  int: 'number',
  float: 'number',
  ord: 'number',
  isinstance: 'bool',
  hasattr: 'bool',
  callable: 'bool',
  bool: 'bool',
  super: 'object',
}

const methodKinds: Readonly<Record<string, Kind>> = {
  split: 'list',
  rsplit: 'list',
  splitlines: 'list',
  join: 'text',
  format: 'text',
  strip: 'text',
  lstrip: 'text',
  rstrip: 'text',
  lower: 'text',
  upper: 'text',
  title: 'text',
  startswith: 'bool',
  endswith: 'bool',
}

/** Kinds of expressions in one file; null where nothing tells. */
export type KindOf = (node: SyntaxNode) => Kind | null

export function createKinds({ nodes, text }: PythonFile): KindOf {
  const given = new Map<string, Set<SyntaxNode | null>>()
  for (const node of nodes) {
    if (node.type !== 'identifier') continue
    const value = valueGiven(node)
    if (value === undefined) continue
    const key = keyOf(node, text)
    const values = given.get(key) ?? new Set()
    given.set(key, values.add(value))
  }
  const kindOf = (node: SyntaxNode, depth: number): Kind | null => {
    const value = bare(node)
    const literal = Object.hasOwn(literalKinds, value.type) ? literalKinds[value.type] : undefined
    if (literal) return literal
    if (depth > 4) return null
    if (value.type === 'identifier') return kindOfName(value, depth)
    if (value.type === 'binary_operator') return kindOfOperation(value, depth)
    if (value.type === 'subscript') return kindOfPart(value, depth)
    return value.type === 'call' ? kindOfCall(value) : null
  }
  // Names that are made of each other would else be followed along every way between them.
  const known = new Map<string, Kind | null>()
  const kindOfName = (node: SyntaxNode, depth: number): Kind | null => {
    const name = keyOf(node, text)
    const key = `${depth} ${name}`
    const before = known.get(key)
    if (before !== undefined) return before
    const kinds = new Set([...(given.get(name) ?? [])].map((value) => value && kindOf(value, depth + 1)))
    const [only = null] = kinds
    const kind = kinds.size === 1 ? only : null
    known.set(key, kind)
    return kind
  }
  const kindOfOperation = (node: SyntaxNode, depth: number): Kind | null => {
    const left = fieldOf(node, 'left')
    const operator = fieldOf(node, 'operator')
    const kind = left && kindOf(left, depth + 1)
    return kind === 'text' && operator && /^[%+]$/.test(text(operator)) ? 'text' : null
  }
  /** Parts of texts, and of what texts are split into, are texts. */
  const kindOfPart = (node: SyntaxNode, depth: number): Kind | null => {
    const whole = fieldOf(node, 'value')
    if (!whole) return null
    const [, index] = partsOf(node)
    const isSlice = index?.type === 'slice'
    const kind = kindOf(whole, depth + 1)
    if (kind === 'text' || isSlice) return kind
    return isSplit(whole) ? 'text' : null
  }
  const splits = new Map<string, boolean>()
  const isSplit = (node: SyntaxNode): boolean => {
    const value = bare(node)
    if (value.type !== 'identifier') return isSplitCall(value, text)
    const name = keyOf(value, text)
    const before = splits.get(name)
    if (before !== undefined) return before
    const values = [...(given.get(name) ?? [])]
    const all = values.length > 0 && values.every((one) => one !== null && isSplitCall(one, text))
    splits.set(name, all)
    return all
  }
  const kindOfCall = (node: SyntaxNode): Kind | null => {
    const name = calleeOf(node, text)
    if (name !== null) return Object.hasOwn(builtinKinds, name) ? (builtinKinds[name] ?? null) : null
    const callee = fieldOf(node, 'function')
    const method = callee?.type === 'attribute' ? fieldOf(callee, 'attribute') : null
    const known = method && Object.hasOwn(methodKinds, text(method)) ? methodKinds[text(method)] : null
    return known ?? null
  }
  return (node) => kindOf(node, 0)
}

/** `text.split()` and the like. */
function isSplitCall(node: SyntaxNode, text: PythonFile['text']): boolean {
  const callee = node.type === 'call' ? fieldOf(node, 'function') : null
  return callee?.type === 'attribute' && /\.(?:r?split|splitlines)$/.test(text(callee))
}

/** Names are told apart by the function that they are in. */
function keyOf(node: SyntaxNode, text: PythonFile['text']): string {
  return `${functionAround(node)?.start ?? -1} ${text(node)}`
}

/** The value that an assignment gives a name; null for one that is given otherwise, undefined for a use. */
function valueGiven(node: SyntaxNode): SyntaxNode | null | undefined {
  const { parent, field } = node
  if (!parent) return undefined
  if (parent.type === 'assignment' && field === 'left') return fieldOf(parent, 'right')
  const isBound =
    /(?:pattern|parameters?)$|_pattern|^(?:pattern_list|as_pattern_target|global_statement)$/.test(
      parent.type,
    ) ||
    (field === 'left' && parent.type !== 'binary_operator' && parent.type !== 'boolean_operator') ||
    (field === 'name' && parent.type !== 'keyword_argument')
  return isBound ? null : undefined
}
