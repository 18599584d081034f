import type { Node } from 'web-tree-sitter'

/** Nodes that a definition begins and ends with. */
export interface Extent {
  readonly start: Node
  readonly end: Node
}

/** Python's decorators belong to what they decorate, `export` to what it exports, Dart's bodies to the head before them. */
export function extentOf(node: Node): Extent {
  const { parent } = node
  const whole =
    parent && (parent.type === 'decorated_definition' || parent.type === 'export_statement') ? parent : node
  if (node.type !== 'method_signature' && node.type !== 'function_signature')
    return { start: whole, end: whole }
  const next = node.nextNamedSibling
  return { start: whole, end: next?.type === 'function_body' ? next : whole }
}

/** The declaration that a declarator of C or C++ belongs to; null for parameters and for what is local to a function. */
export function declarationAround(declarator: Node): Extent | null {
  let around = declarator.parent
  while (around && declarators.has(around.type)) around = around.parent
  if (!around || !declarations.has(around.type)) return null
  if (around.type === 'declaration' && isLocal(around)) return null
  return { start: around, end: around }
}

function isLocal(declaration: Node): boolean {
  let around = declaration.parent
  while (around?.type.startsWith('preproc_')) around = around.parent
  return !around || !outsideFunctions.has(around.type)
}

const declarators: ReadonlySet<string> = new Set([
  'array_declarator',
  'attributed_declarator',
  'function_declarator',
  'init_declarator',
  'parenthesized_declarator',
  'pointer_declarator',
  'reference_declarator',
])
const declarations: ReadonlySet<string> = new Set([
  'declaration',
  'field_declaration',
  'friend_declaration',
  'function_definition',
  'type_definition',
])
/** What cannot be parsed stands in ERROR, as likely as not at the top. */
const outsideFunctions: ReadonlySet<string> = new Set([
  'ERROR',
  'declaration_list',
  'field_declaration_list',
  'linkage_specification',
  'template_declaration',
  'translation_unit',
])
