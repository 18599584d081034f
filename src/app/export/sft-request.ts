import type { CallEncoding, SftRowOptions } from '../../gym/index.ts'

export interface SftRequest {
  /** Files of trajectories. */
  readonly files: readonly string[]
  /** Folder that is made. */
  readonly out: string
  /** Name of a trainer. */
  readonly format: string
  /** Also writes all else that the trainer needs to be started, for this model. */
  readonly recipeFor?: string | undefined
  readonly encoding?: CallEncoding | undefined
  readonly unit: SftRowOptions['unit']
  /** Also attempts that are not resolved. */
  readonly unresolved: boolean
  /** Also attempts that cheated; not unless asked for. */
  readonly keepCheating?: boolean | undefined
  /** One drawn attempt of each instance, or its so many with the fewest calls; null for all. */
  readonly perInstance: 'random' | number | null
  readonly fraction: number
  readonly order: 'random' | 'repository'
  readonly seed: number
  /** What counts tokens, as `openTokenizer` knows it. Default: an estimate. */
  readonly tokenizer?: string | undefined
  /** Rows must have fewer tokens. */
  readonly belowTokens?: number | undefined
  readonly overlong: 'drop' | 'truncate'
  /** Names of evaluation instances and repositories. */
  readonly excludeFile?: string | undefined
  readonly redact: (text: string) => string
}
