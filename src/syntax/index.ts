/**
 * Syntax trees of source texts: which grammar a path needs, parsing within limits, and what does not parse.
 */
export { languageOf, syntaxLanguages, type SyntaxLanguage } from './language.ts'
export { findSyntaxErrors, type SyntaxError } from './syntax-error.ts'
export type { SyntaxNode } from './syntax-node.ts'
export { createSyntax, type SyntaxLimits, type SyntaxParser } from './syntax-parser.ts'
export type { SyntaxTree } from './syntax-tree.ts'
