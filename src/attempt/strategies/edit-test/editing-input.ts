import type { EditTestInput } from './edit-test-input.ts'

/** The files that the editing machine shows from the start, the same for every attempt. */
export interface ShownContext {
  readonly paths: readonly string[]
  /** What stands around their texts, and around those of an edit. */
  readonly fence: string
}

export interface EditingInput extends EditTestInput {
  readonly context: ShownContext
}
