import type { EditFormatChoice } from '../../../edit/index.ts'
import type { SamplingOptions } from '../../../llm/index.ts'

export interface EditTestOptions {
  /** `current`, or the rules of CodeMonkeys for tags, timeouts and attempts without a script. */
  readonly flow: 'current' | 'codemonkeys'
  /** `auto`: the one that suits the model. */
  readonly format: EditFormatChoice
  readonly sampling: SamplingOptions
  /** Completions of each machine, the first one and every reply that cannot be read included. */
  readonly maxCompletions: number
  /** Kept free for the reply; with the messages it must fit into `modelTokens`. */
  readonly replyTokens: number
  readonly modelTokens: number
  /** For the files that the editing machine shows from the start. */
  readonly contextTokens: number
  /** For a map of the code that the testing machine shows; 0 for none. */
  readonly overviewTokens: number
  readonly scriptTimeoutMs: number
  /** Of one output, for the model. */
  readonly outputCharacters: number
  readonly checkSyntax: boolean
  /** Whether the machine ends, unasked, when the script sees the issue before the edit and not after, and no test breaks. */
  readonly stopOnAgreement: boolean
  /** `all`: tests that failed before must pass. `none`: it is enough that nothing breaks. */
  readonly mustFix: 'all' | 'none'
}

export const defaultEditTestOptions: EditTestOptions = {
  flow: 'current',
  format: 'auto',
  sampling: {},
  maxCompletions: 8,
  replyTokens: 8_192,
  modelTokens: 195_000,
  contextTokens: 32_000,
  overviewTokens: 4_000,
  scriptTimeoutMs: 100_000,
  outputCharacters: 8_192,
  checkSyntax: true,
  stopOnAgreement: true,
  mustFix: 'none',
}

/** What the paper's runs were made with. */
export const paperEditTestOptions: EditTestOptions = {
  ...defaultEditTestOptions,
  flow: 'codemonkeys',
  format: 'search-replace-strict',
  sampling: { temperature: 0.5, maxOutputTokens: 4_096 },
  replyTokens: 4_096,
  contextTokens: 128_000,
  overviewTokens: 0,
  checkSyntax: false,
  stopOnAgreement: false,
}
