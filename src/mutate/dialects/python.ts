import type { SyntaxNode } from '../../syntax/index.ts'
import type { Dialect, Phrases, Role } from '../dialect.ts'

const roles: Readonly<Record<string, Role>> = {
  comparison_operator: 'comparison',
  binary_operator: 'arithmetic',
  boolean_operator: 'boolean',
  not_operator: 'not',
  unary_operator: 'unary',
  conditional_expression: 'conditional',
  call: 'call',
  subscript: 'subscript',
  slice: 'slice',
  attribute: 'attribute',
  identifier: 'identifier',
  integer: 'number',
  float: 'number',
  string: 'string',
  list: 'list',
  tuple: 'list',
  dictionary: 'collection',
  set: 'collection',
  true: 'true',
  false: 'false',
  none: 'none',
  parenthesized_expression: 'parenthesized',
  list_comprehension: 'comprehension',
  set_comprehension: 'comprehension',
  dictionary_comprehension: 'comprehension',
  generator_expression: 'comprehension',
  function_definition: 'function',
  lambda: 'function',
  class_definition: 'class',
  block: 'block',
  if_statement: 'if',
  elif_clause: 'else-if',
  while_statement: 'while',
  for_statement: 'for',
  return_statement: 'return',
  yield: 'yield',
  break_statement: 'exit',
  continue_statement: 'exit',
  raise_statement: 'exit',
  assignment: 'assignment',
  augmented_assignment: 'augmented',
  expression_statement: 'statement',
  assert_statement: 'statement',
  delete_statement: 'statement',
  with_statement: 'statement',
  try_statement: 'statement',
  decorated_definition: 'declaration',
}

const phrases: Phrases = {
  none: 'None',
  true: 'True',
  false: 'False',
  infinity: "float('inf')",
  and: 'and',
  or: 'or',
  pass: 'pass',
  equals: '==',
  terminator: '',
  not: (condition) => `not ${condition}`,
  isNone: (value) => `${value} is None`,
  isPresent: (value) => `${value} is not None`,
  isEmpty: (value) => `not ${value}`,
  isIn: (item, container) => `${item} in ${container}`,
  lengthOf: (value) => `len(${value})`,
  returns: (value) => (value === '' ? 'return' : `return ${value}`),
  when: (condition, body, indent) =>
    `if ${condition}:\n${indent}${indent.includes('\t') ? '\t' : '    '}${body}`,
  emptyValues: ['[]', '{}', '()', "''", 'set()'],
  copies: (value) => [`list(${value})`, `${value}[:]`, `${value}.copy()`],
  parts: (value) => [`${value}[1:]`, `${value}[:-1]`],
  maximum: (a, b) => `max(${a}, ${b})`,
  minimum: (a, b) => `min(${a}, ${b})`,
  insertions: (container, item, madeBy) =>
    madeBy.startsWith('set') || madeBy.startsWith('{')
      ? [`${container}.add(${item})`]
      : [`${container}.append(${item})`, `${container}.extend(${item})`],
}

const bindingFields: Readonly<Record<string, readonly string[]>> = {
  assignment: ['left'],
  augmented_assignment: ['left'],
  for_statement: ['left'],
  for_in_clause: ['left'],
  named_expression: ['name'],
  function_definition: ['name'],
  class_definition: ['name'],
  default_parameter: ['name'],
  typed_default_parameter: ['name'],
}

const bindingTypes = new Set([
  'parameters',
  'lambda_parameters',
  'typed_parameter',
  'list_splat_pattern',
  'dictionary_splat_pattern',
  'as_pattern_target',
  'pattern_list',
  'tuple_pattern',
  'list_pattern',
  'global_statement',
  'nonlocal_statement',
  'aliased_import',
  'dotted_name',
])

/** Node types whose identifiers are not values to be exchanged. */
const unreadTypes = new Set([
  ...bindingTypes,
  'type',
  'decorator',
  'import_statement',
  'import_from_statement',
])

function isRead(node: SyntaxNode): boolean {
  const { parent } = node
  if (!parent || unreadTypes.has(parent.type)) return false
  if (parent.type === 'augmented_assignment') return node.field !== 'left'
  if (parent.type === 'keyword_argument') return node.field === 'value'
  if (parent.type === 'attribute') return node.field !== 'attribute'
  if (parent.type === 'call' && parent.parent?.type === 'decorator') return false
  return !(bindingFields[parent.type]?.includes(node.field ?? '') ?? false)
}

function bindings(node: SyntaxNode): readonly SyntaxNode[] {
  const fields = bindingFields[node.type]
  const targets = fields
    ? node.children.filter((child) => child.field !== null && fields.includes(child.field))
    : bindingTypes.has(node.type) && node.type !== 'dotted_name'
      ? node.children
      : node.type === 'dotted_name' && node.parent?.type.startsWith('import')
        ? node.children.slice(-1)
        : []
  return targets.filter((target) => target.type === 'identifier')
}

export const pythonDialect: Dialect = {
  roleOf: (node) =>
    node.type === 'argument_list'
      ? node.parent?.type === 'call'
        ? 'arguments'
        : null
      : Object.hasOwn(roles, node.type) && node.named
        ? (roles[node.type] ?? null)
        : null,
  isRead,
  bindings,
  comparisons: {
    '<': ['<=', '>', '>=', '==', '!='],
    '<=': ['<', '>=', '>', '=='],
    '>': ['>=', '<', '<=', '==', '!='],
    '>=': ['>', '<=', '<', '=='],
    '==': ['!=', '<=', '>=', 'is', 'in', '<', '>'],
    '!=': ['==', '<', '>', 'is not', 'not in'],
    in: ['not in', '=='],
    'not in': ['in', '!='],
    is: ['is not', '=='],
    'is not': ['is', '!='],
  },
  arithmetic: {
    '+': ['-', '*', '|'],
    '-': ['+', '*', '//', '%'],
    '*': ['/', '+', '**', '//', '-'],
    '/': ['//', '*', '%'],
    '//': ['/', '%', '*', '>>'],
    '%': ['//', '/', '*', '-'],
    '**': ['*', '//'],
    '<<': ['>>'],
    '>>': ['<<'],
    '&': ['|', '^', 'and'],
    '|': ['&', '^', '+'],
    '^': ['&', '|', '**'],
  },
  callGroups: [
    ['min', 'max'],
    ['any', 'all'],
    ['len', 'sum'],
    ['sorted', 'reversed', 'list', 'set', 'tuple'],
    ['int', 'float', 'str', 'round', 'abs', 'bool'],
    ['floor', 'ceil', 'round', 'trunc'],
    ['append', 'extend', 'insert', 'appendleft', 'add', 'update'],
    ['pop', 'popleft', 'remove', 'discard', 'popitem'],
    ['strip', 'lstrip', 'rstrip'],
    ['split', 'rsplit', 'partition', 'rpartition', 'splitlines'],
    ['find', 'rfind', 'index', 'rindex', 'count'],
    ['startswith', 'endswith'],
    ['upper', 'lower', 'title', 'capitalize'],
    ['keys', 'values', 'items'],
    ['union', 'intersection', 'difference', 'symmetric_difference'],
    ['issubset', 'issuperset'],
    ['isinstance', 'issubclass'],
    ['isdigit', 'isalpha', 'isalnum', 'isnumeric', 'isdecimal'],
    ['match', 'search', 'fullmatch'],
    ['range', 'enumerate', 'zip'],
    ['getattr', 'hasattr'],
    ['get', 'setdefault', 'pop'],
    ['encode', 'decode'],
    ['ljust', 'rjust', 'center', 'zfill'],
  ],
  wrappers: [
    'list',
    'len',
    'abs',
    'int',
    'str',
    'sorted',
    'reversed',
    'set',
    'tuple',
    'float',
    'bool',
    'enumerate',
  ],
  reserved: new Set(['self', 'cls', 'print', '__name__', '__file__', '_']),
  phrases,
}
