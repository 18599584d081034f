import type { TakeStep } from './change-set.ts'
import type { ApplyOptions, ApplyResult, Edit, Files, ParsedReply, ParseOptions } from './edit.ts'

/** A notation for edits in plain text. Pure: files come and go as values. */
export interface EditFormat {
  readonly name: string
  parse(reply: string, options?: ParseOptions): ParsedReply
  /** `files` holds every file that an edit may concern. Good edits apply, whatever becomes of the others. */
  apply(edits: readonly Edit[], files: Files, options?: ApplyOptions): ApplyResult
  /** An edit as a reply would write it, for examples and for feedback. */
  render(edit: Edit, options?: { readonly fence?: string }): string
  /** A fence that the given texts leave free. */
  chooseFence(texts: readonly string[]): string
  /** Text that teaches the format to a model; `{{fence}}` and `{{closeFence}}` stand for the fence in use. */
  prompt(): string
}

/** A format whose edits can be applied one by one, in turn with those of others. */
export interface StepwiseFormat extends EditFormat {
  /** For one reply; `edits` are all edits of it in this format. */
  steps(edits: readonly Edit[], options?: ApplyOptions): TakeStep
}
