import type { Hunk } from './hunk/hunk.ts'

/** A file as a value: what it holds and its permission bits (`0o644`). */
export interface FileContent {
  readonly bytes: Uint8Array
  readonly mode: number
}

/** Relative path with forward slashes to content. A path that is absent does not exist. */
export type Files = ReadonlyMap<string, FileContent>

/** One way to read an edit: the text to find and the text that takes its place, with LF line ends. */
export interface Reading {
  /** Null stands for the whole file, the empty string for no text at all. */
  readonly search: string | null
  readonly replace: string
}

/** One intended change to one file. */
export interface Edit {
  readonly path: string
  /** Line of the reply where it starts, from 1. */
  readonly line: number
  /**
   * Usually one. More where a line of the content looks like a divider, so that only the file can tell which was
   * meant; most likely first.
   */
  readonly readings: readonly [Reading, ...Reading[]]
  /** What had to be assumed to read it, for the reader's eyes. */
  readonly note?: string
  /** Last line of the reply that belongs to it. */
  readonly endLine?: number
  /** What becomes of the file itself; absent where only its text changes. */
  readonly action?: FileAction
  /** The marked lines that the readings come from, in formats that mark lines. */
  readonly hunk?: Hunk
  /** The format it is written in, where that is not the one that the reply was asked for. */
  readonly format?: string
}

/** A move has a path of its own as its target and never overwrites. */
export type FileAction =
  | { readonly kind: 'create' }
  | { readonly kind: 'delete' }
  | { readonly kind: 'move'; readonly to: string }

export type ParseProblemKind =
  | 'missing-path'
  | 'missing-divider'
  | 'incomplete-block'
  | 'cut-short'
  | 'stray-marker'
  | 'no-blocks'
  | 'bad-closer'
  | 'no-hunk'
  | 'binary'

/** A part of a reply that was meant as an edit and could not be read. */
export interface ParseProblem {
  readonly kind: ParseProblemKind
  /** Line of the reply, from 1. */
  readonly line: number
  readonly message: string
}

/** A command that a reply proposes. Only ever listed. */
export interface SuggestedCommand {
  readonly command: string
  readonly line: number
}

export interface ParsedReply {
  readonly edits: readonly Edit[]
  readonly problems: readonly ParseProblem[]
  readonly commands: readonly SuggestedCommand[]
}

export interface ParseOptions {
  /** Files that the reply was written about, in the order they were given. */
  readonly chatFiles?: readonly string[]
  /** Whether a path names a file of the repository; by default only `chatFiles` do. */
  readonly isFile?: (path: string) => boolean
  /** True when the model stopped for want of tokens: what is open at the end is then reported, never used. */
  readonly cutShort?: boolean
  /** Opening fence that the prompt asked for. */
  readonly fence?: string
  /** Text of a file of the conversation, null where it is not known; tells a whole file from a piece of one. */
  readonly textOf?: (path: string) => string | null
}

/** How an edit found its place, from sure to bold. */
export type MatchKind =
  | 'exact'
  | 'trailing-space'
  | 'indent'
  | 'blank-lines'
  | 'spacing'
  | 'typography'
  | 'line-breaks'
  | 'unwrapped'
  | 'elision'
  | 'partial-line'
  | 'unmarked-lines'
  | 'less-context'
  | 'append'
  | 'new-file'
  | 'deleted'
  | 'moved'
  | 'whole-file'
  | 'other-file'
  | 'already-applied'
  | 'no-change'

export interface AppliedEdit {
  readonly edit: Edit
  /** Differs from the edit's path only when `note` says so. */
  readonly path: string
  readonly how: MatchKind
  /** Line of the file where the change starts, from 1. */
  readonly line: number
  readonly note?: string
}

/** The place of the files that comes nearest to what an edit looked for. */
export interface NearMiss {
  readonly path: string
  /** From 1, both inclusive. */
  readonly line: number
  readonly endLine: number
  readonly text: string
  /** 0 to 1. */
  readonly similarity: number
}

export type FailureKind =
  | 'not-found'
  | 'ambiguous'
  | 'missing-file'
  | 'blank-search'
  | 'unsafe-path'
  | 'not-text'
  | 'shrinks'
  | 'differs-in-spaces'
  | 'resembles'
  | 'wrong-file'
  | 'overlap'
  | 'no-context'
  | 'file-exists'
  | 'held-back'

export interface FailedEdit {
  readonly edit: Edit
  readonly kind: FailureKind
  /** Why, as one sentence. */
  readonly reason: string
  /** First lines of all equal places, when there are several. */
  readonly places: readonly number[]
  readonly nearMiss: NearMiss | null
  /** Further places, where a format names all of them. */
  readonly otherMisses?: readonly NearMiss[]
}

export interface ApplyOptions {
  /** Files that the reply was written about. */
  readonly chatFiles?: readonly string[]
  /** True to change nothing unless every edit applies and the reply had no problems. */
  readonly allOrNothing?: boolean
  /** What was wrong with the reply, so that it counts towards the outcome. */
  readonly problems?: readonly ParseProblem[]
  /** Opening fence that the reply was asked to use. */
  readonly fence?: string
  /** Says why a path must not be written; null when it may. The lexical guard always runs. */
  readonly refuse?: (path: string) => string | null
}

export interface ApplyResult {
  /** Only the files that changed, with their new content. */
  readonly files: Files
  /** Files that were there before and are no longer. */
  readonly removed: readonly string[]
  readonly applied: readonly AppliedEdit[]
  readonly failures: readonly FailedEdit[]
  readonly outcome: EditOutcome
}

/** `full` when every edit of the reply took effect and nothing in it was unreadable. */
export type EditOutcome = 'none' | 'partial' | 'full'
