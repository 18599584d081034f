import type { SyntaxLanguage, SyntaxNode } from '../syntax/index.ts'
import { javascriptDialect } from './dialects/javascript.ts'
import { pythonDialect } from './dialects/python.ts'

/** What a node is to the operators, whatever the grammar calls it. */
export type Role =
  | 'comparison'
  | 'arithmetic'
  | 'boolean'
  | 'not'
  | 'unary'
  | 'conditional'
  | 'call'
  | 'arguments'
  | 'subscript'
  | 'slice'
  | 'attribute'
  | 'identifier'
  | 'number'
  | 'string'
  | 'list'
  | 'collection'
  | 'true'
  | 'false'
  | 'none'
  | 'parenthesized'
  | 'comprehension'
  | 'function'
  | 'class'
  | 'block'
  | 'if'
  | 'else-if'
  | 'while'
  | 'for'
  | 'return'
  | 'yield'
  | 'exit'
  | 'assignment'
  | 'augmented'
  | 'statement'
  | 'declaration'

/** How a language writes what the operators need. Texts are expressions or statements without indentation. */
export interface Phrases {
  readonly none: string
  readonly true: string
  readonly false: string
  readonly infinity: string
  readonly and: string
  readonly or: string
  readonly pass: string
  readonly equals: string
  readonly terminator: string
  readonly not: (condition: string) => string
  readonly isNone: (value: string) => string
  readonly isPresent: (value: string) => string
  readonly isEmpty: (value: string) => string
  readonly isIn: (item: string, container: string) => string
  readonly lengthOf: (value: string) => string
  readonly returns: (value: string) => string
  /** A statement that runs `body` when `condition` holds; `indent` is that of the statement itself. */
  readonly when: (condition: string, body: string, indent: string) => string
  readonly emptyValues: readonly string[]
  readonly copies: (value: string) => readonly string[]
  /** Ways to cut the first or last item off. */
  readonly parts: (value: string) => readonly string[]
  readonly maximum: (a: string, b: string) => string
  readonly minimum: (a: string, b: string) => string
  /** Statements that put an item into a container, by how the container was made. */
  readonly insertions: (container: string, item: string, madeBy: string) => readonly string[]
}

/** Everything language-specific that mutation needs: a table a language. */
export interface Dialect {
  readonly roleOf: (node: SyntaxNode) => Role | null
  /** True when an identifier is read here, not bound, imported, or the name of an argument or attribute. */
  readonly isRead: (node: SyntaxNode) => boolean
  /** Names that a node binds in its scope. */
  readonly bindings: (node: SyntaxNode) => readonly SyntaxNode[]
  readonly comparisons: Readonly<Record<string, readonly string[]>>
  readonly arithmetic: Readonly<Record<string, readonly string[]>>
  /** Functions and methods that are taken for one another. */
  readonly callGroups: readonly (readonly string[])[]
  /** Functions of one argument worth wrapping a value in. */
  readonly wrappers: readonly string[]
  /** Names that are never variables worth trying. */
  readonly reserved: ReadonlySet<string>
  readonly phrases: Phrases
}

const dialects: Partial<Record<SyntaxLanguage, Dialect>> = {
  python: pythonDialect,
  javascript: javascriptDialect,
  typescript: javascriptDialect,
  tsx: javascriptDialect,
}

/** Null for languages that cannot be mutated yet. */
export function dialectOf(language: SyntaxLanguage): Dialect | null {
  return dialects[language] ?? null
}
