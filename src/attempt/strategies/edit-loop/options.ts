import type { EditFormatChoice } from '../../../edit/index.ts'
import { chooseLinters, type Linter } from '../../../lint/index.ts'
import type { SamplingOptions } from '../../../llm/index.ts'
import { findMentions, findMentionsV035, type MentionOptions } from '../../context/file-mentions.ts'

export interface EditLoopOptions {
  /** `auto`: the one that suits the model which writes the edits. */
  readonly format: EditFormatChoice
  readonly sampling: SamplingOptions
  /** Replies that may follow the first because something was wrong with, or asked for by, the one before. */
  readonly maxReflections: number
  /** `map`: of what the issue seems to be about. `files`: their names alone. */
  readonly overview: 'map' | 'files'
  /** For the overview. */
  readonly overviewTokens: number
  /** For the texts of the files in the conversation; a file that does not fit is not added. */
  readonly fileTokens: number
  /** Whether files that the issue names are shown from the start. */
  readonly mentionsInIssue: boolean
  readonly findMentions: (text: string, options: MentionOptions) => readonly string[]
  /** Whether files that a reply names are shown although its edits went well. */
  readonly mentionsBesideEdits: boolean
  /** Whether a reply without edits and without file requests is sent back. */
  readonly insistOnEdits: boolean
  /** Whether the loop ends when a reply leads to the very state and complaint that an earlier one led to. */
  readonly stopOnRepeat: boolean
  /** Besides the grammars; null where edits are not looked at at all. */
  readonly linters: readonly Linter[] | null
  readonly runTests: boolean
  /** `all`: tests that failed before must pass. `none`: it is enough that nothing breaks. */
  readonly mustFix: 'all' | 'none'
  /** Of test and command output, for the model. */
  readonly outputCharacters: number
  /** How often a reply that was cut off for length is asked to go on. */
  readonly maxContinuations: number
}

export const defaultEditLoopOptions: EditLoopOptions = {
  format: 'auto',
  sampling: {},
  maxReflections: 6,
  overview: 'map',
  overviewTokens: 4000,
  fileTokens: 100_000,
  mentionsInIssue: true,
  findMentions,
  mentionsBesideEdits: false,
  insistOnEdits: true,
  stopOnRepeat: true,
  linters: chooseLinters([]),
  runTests: true,
  mustFix: 'none',
  outputCharacters: 12_000,
  maxContinuations: 3,
}

/** The flow of version 0.35, without its tests and linters: what a replay of recorded conversations needs. */
export const v035Flow: EditLoopOptions = {
  ...defaultEditLoopOptions,
  format: 'search-replace-v0.35',
  maxReflections: 4,
  overview: 'files',
  fileTokens: Number.POSITIVE_INFINITY,
  mentionsInIssue: false,
  findMentions: findMentionsV035,
  mentionsBesideEdits: true,
  insistOnEdits: false,
  stopOnRepeat: false,
  linters: null,
  runTests: false,
  maxContinuations: 0,
}
