/** What a definition is, in words that fit every language; `scope` opens a scope and defines nothing (Rust's impl). */
export const definitionKinds = ['class', 'function', 'variable', 'type', 'module', 'scope'] as const
export type DefinitionKind = (typeof definitionKinds)[number]

/** `name` is what a lexical scan found, where no grammar could tell more. */
export const referenceKinds = ['call', 'attribute', 'type', 'import', 'name'] as const
export type ReferenceKind = (typeof referenceKinds)[number]

/** A named thing that a file defines. Lines are counted from 1. */
export interface Definition {
  readonly name: string
  readonly kind: DefinitionKind
  /** Where the name stands. */
  readonly line: number
  /** Decorators included. */
  readonly startLine: number
  readonly endLine: number
  /** Index of the innermost definition around it in the same list, always a smaller one; -1 at the top. */
  readonly parent: number
}

/** A name that a file uses, with how often it does so within one definition. */
export interface Reference {
  readonly name: string
  readonly kind: ReferenceKind
  /** Index of the innermost definition that it stands in; -1 at the top. */
  readonly owner: number
  readonly count: number
}

/** One import as written: `from ..a import b` is module `..a` with the name `b`; no names means the module itself. */
export interface Import {
  readonly module: string
  readonly names: readonly string[]
}

/** Definitions in order of place, outer before inner. */
export interface FileTags {
  readonly definitions: readonly Definition[]
  readonly references: readonly Reference[]
  readonly imports: readonly Import[]
}

export const noTags: FileTags = { definitions: [], references: [], imports: [] }
