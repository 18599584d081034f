import type { Problem } from '../../../domain/index.ts'
import type { Model } from '../../../llm/index.ts'
import type { AttemptTools } from '../../strategy.ts'
import type { EditTestOptions } from './options.ts'
import type { ScriptSettings } from './script-settings.ts'

/** What both machines of an attempt work with. */
export interface EditTestInput {
  readonly problem: Problem
  /** Its sandbox holds the base from the first to the last: an edit lives in forks. */
  readonly tools: AttemptTools
  readonly settings: EditTestOptions
  readonly model: Model
  /** All files of the repository. */
  readonly paths: readonly string[]
  readonly scripts: ScriptSettings
  readonly signal: AbortSignal
}
