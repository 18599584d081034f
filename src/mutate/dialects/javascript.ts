import type { SyntaxNode } from '../../syntax/index.ts'
import type { Dialect, Phrases, Role } from '../dialect.ts'

const roles: Readonly<Record<string, Role>> = {
  ternary_expression: 'conditional',
  call_expression: 'call',
  new_expression: 'call',
  arguments: 'arguments',
  subscript_expression: 'subscript',
  member_expression: 'attribute',
  identifier: 'identifier',
  shorthand_property_identifier: 'identifier',
  number: 'number',
  string: 'string',
  template_string: 'string',
  array: 'list',
  object: 'collection',
  true: 'true',
  false: 'false',
  null: 'none',
  undefined: 'none',
  parenthesized_expression: 'parenthesized',
  function_declaration: 'function',
  function_expression: 'function',
  generator_function_declaration: 'function',
  generator_function: 'function',
  arrow_function: 'function',
  method_definition: 'function',
  class_declaration: 'class',
  class: 'class',
  statement_block: 'block',
  if_statement: 'if',
  while_statement: 'while',
  do_statement: 'while',
  for_statement: 'for',
  for_in_statement: 'for',
  return_statement: 'return',
  yield_expression: 'yield',
  break_statement: 'exit',
  continue_statement: 'exit',
  throw_statement: 'exit',
  assignment_expression: 'assignment',
  augmented_assignment_expression: 'augmented',
  expression_statement: 'statement',
  lexical_declaration: 'declaration',
  variable_declaration: 'declaration',
  switch_statement: 'statement',
  try_statement: 'statement',
}

const comparisons = {
  '<': ['<=', '>', '>=', '===', '!=='],
  '<=': ['<', '>=', '>', '==='],
  '>': ['>=', '<', '<=', '===', '!=='],
  '>=': ['>', '<=', '<', '==='],
  '===': ['!==', '<=', '>=', '==', '<', '>'],
  '!==': ['===', '<', '>', '!='],
  '==': ['!=', '==='],
  '!=': ['==', '!=='],
  in: [],
  instanceof: [],
} as const

const phrases: Phrases = {
  none: 'null',
  true: 'true',
  false: 'false',
  infinity: 'Infinity',
  and: '&&',
  or: '||',
  pass: '',
  equals: '===',
  terminator: ';',
  not: (condition) => `!(${condition})`,
  isNone: (value) => `${value} == null`,
  isPresent: (value) => `${value} != null`,
  isEmpty: (value) => `!${value}`,
  isIn: (item, container) => `${container}.includes(${item})`,
  lengthOf: (value) => `${value}.length`,
  returns: (value) => (value === '' ? 'return' : `return ${value}`),
  when: (condition, body) => `if (${condition}) ${body}`,
  emptyValues: ['[]', '{}', "''", 'undefined', 'new Set()', 'new Map()'],
  copies: (value) => [`[...${value}]`, `({ ...${value} })`],
  parts: (value) => [`${value}.slice(1)`, `${value}.slice(0, -1)`],
  maximum: (a, b) => `Math.max(${a}, ${b})`,
  minimum: (a, b) => `Math.min(${a}, ${b})`,
  insertions: (container, item, madeBy) =>
    madeBy.includes('Set')
      ? [`${container}.add(${item})`]
      : [`${container}.push(${item})`, `${container}.push(...${item})`],
}

const bindingTypes = new Set([
  'formal_parameters',
  'required_parameter',
  'optional_parameter',
  'array_pattern',
  'object_pattern',
  'rest_pattern',
  'import_clause',
  'import_specifier',
  'namespace_import',
])

const bindingFields: Readonly<Record<string, readonly string[]>> = {
  variable_declarator: ['name'],
  assignment_expression: ['left'],
  augmented_assignment_expression: ['left'],
  for_in_statement: ['left'],
  function_declaration: ['name'],
  generator_function_declaration: ['name'],
  class_declaration: ['name'],
  arrow_function: ['parameter'],
  catch_clause: ['parameter'],
  assignment_pattern: ['left'],
  pair_pattern: ['value'],
}

function roleOf(node: SyntaxNode): Role | null {
  if (!node.named) return null
  if (node.type === 'binary_expression') {
    const operator = node.children.find((child) => child.field === 'operator')?.type ?? ''
    if (operator === '&&' || operator === '||' || operator === '??') return 'boolean'
    return Object.hasOwn(comparisons, operator) ? 'comparison' : 'arithmetic'
  }
  if (node.type === 'unary_expression') return node.children[0]?.type === '!' ? 'not' : 'unary'
  return Object.hasOwn(roles, node.type) ? (roles[node.type] ?? null) : null
}

function isRead(node: SyntaxNode): boolean {
  const { parent } = node
  if (!parent || bindingTypes.has(parent.type) || parent.type === 'update_expression') return false
  if (parent.type.startsWith('export') || parent.type.startsWith('labeled')) return false
  return !(bindingFields[parent.type]?.includes(node.field ?? '') ?? false)
}

export const javascriptDialect: Dialect = {
  roleOf,
  isRead,
  bindings: (node) => {
    const fields = bindingFields[node.type]
    const targets = fields
      ? node.children.filter((child) => child.field !== null && fields.includes(child.field))
      : bindingTypes.has(node.type)
        ? node.children
        : []
    return targets.filter(
      (target) => target.type === 'identifier' || target.type === 'shorthand_property_identifier_pattern',
    )
  },
  comparisons,
  arithmetic: {
    '+': ['-', '*'],
    '-': ['+', '*', '/', '%'],
    '*': ['/', '+', '**', '-'],
    '/': ['*', '%', '-'],
    '%': ['/', '*', '-'],
    '**': ['*'],
    '<<': ['>>', '>>>'],
    '>>': ['<<', '>>>'],
    '>>>': ['>>', '<<'],
    '&': ['|', '^', '&&'],
    '|': ['&', '^', '||'],
    '^': ['&', '|', '**'],
  },
  callGroups: [
    ['min', 'max'],
    ['some', 'every'],
    ['filter', 'find', 'map', 'flatMap', 'some'],
    ['findIndex', 'findLastIndex', 'indexOf', 'lastIndexOf'],
    ['floor', 'ceil', 'round', 'trunc', 'abs'],
    ['push', 'unshift'],
    ['pop', 'shift'],
    ['slice', 'splice', 'substring'],
    ['startsWith', 'endsWith', 'includes'],
    ['toUpperCase', 'toLowerCase'],
    ['trim', 'trimStart', 'trimEnd'],
    ['keys', 'values', 'entries'],
    ['parseInt', 'parseFloat', 'Number', 'String', 'Boolean'],
    ['replace', 'replaceAll'],
    ['match', 'matchAll', 'test', 'exec'],
    ['padStart', 'padEnd'],
    ['get', 'has'],
    ['add', 'delete'],
    ['reduce', 'reduceRight'],
    ['all', 'allSettled', 'race', 'any'],
  ],
  wrappers: ['Number', 'String', 'Boolean', 'Math.abs', 'Math.floor'],
  reserved: new Set(['this', 'console', 'module', 'exports', 'require', 'process']),
  phrases,
}
