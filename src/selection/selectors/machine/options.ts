import { scriptLanguageSchema, type ScriptLanguage } from '../../../domain/index.ts'

export interface SelectorMachineOptions {
  /** `classes`: patches that are one answer stand as one, by belief; `patches`: by plain votes, each text for itself. */
  readonly pool: 'classes' | 'patches'
  /** Candidates that the model is shown. */
  readonly candidates: number
  /** `letters` in an order drawn by the seed, or `numbers` in the order of votes. */
  readonly names: 'letters' | 'numbers'
  /** Whether one candidate is taken without a call. */
  readonly takesLone: boolean
  /** Whether the model is shown what was seen before. */
  readonly evidence: boolean
  /** For the files that the candidates touch; null cuts nothing. */
  readonly fileTokens: number | null
  /** That scripts may be written in. */
  readonly languages: readonly ScriptLanguage[]
  /** `strict`: one block in the whole reply, outside of fences; `once`: a tag counts where it occurs exactly once. */
  readonly tags: 'strict' | 'once'
  /** The first one and every reply that cannot be read included. */
  readonly maxCompletions: number
  readonly temperature: number
  /** Kept free for the reply; with the messages it must fit into `modelTokens`. */
  readonly replyTokens: number
  readonly modelTokens: number
  readonly scriptTimeoutMs: number
  /** Further runs of a script that sets candidates apart. */
  readonly repetitions: number
  /** Of one output, for the model. */
  readonly outputCharacters: number
}

export const defaultSelectorMachineOptions: SelectorMachineOptions = {
  pool: 'classes',
  candidates: 3,
  names: 'letters',
  takesLone: true,
  evidence: true,
  fileTokens: 60_000,
  languages: scriptLanguageSchema.options,
  tags: 'strict',
  maxCompletions: 10,
  temperature: 0,
  replyTokens: 8_192,
  modelTokens: 195_000,
  scriptTimeoutMs: 100_000,
  repetitions: 1,
  outputCharacters: 8_192,
}

/** What the paper's runs were made with. */
export const paperSelectorMachineOptions: SelectorMachineOptions = {
  ...defaultSelectorMachineOptions,
  pool: 'patches',
  names: 'numbers',
  takesLone: false,
  evidence: false,
  fileTokens: null,
  languages: ['python'],
  tags: 'once',
  repetitions: 0,
}
