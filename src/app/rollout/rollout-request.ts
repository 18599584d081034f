import type { EvaluateSettings } from '../evaluate/settings.ts'
import type { Config } from '../config.ts'
import type { ModelInput } from '../create-models.ts'

/** What a face was asked for. */
export interface RolloutRequest extends Pick<ModelInput, 'record' | 'replay'> {
  /** Names the rollout in the store; the same one goes on with it. */
  readonly runId: string
  /** Which instances, and where they are worked on and graded; its predictions are not read. */
  readonly settings: EvaluateSettings
  readonly config: Config
  /** Sampling temperatures that the attempts of an instance take in turn; none: that of the settings. */
  readonly temperatures: readonly number[]
  /** Folder whose store it is kept in. */
  readonly root: string
  /** Folder that its files go to. */
  readonly out: string
  /** Whether patches are run against hidden tests. */
  readonly evaluates: boolean
  /** Further tries of an instance that something around it broke. */
  readonly retries: number
  readonly jobs: {
    /** Attempts at once. */
    readonly attempts: number
    /** Patches at once that are graded. */
    readonly grading: number
  }
  readonly env: Readonly<Record<string, string | undefined>>
}

/** What happens in a rollout, for whoever watches. */
export type RolloutEvent =
  | { readonly type: 'note'; readonly text: string }
  | {
      readonly type: 'instance'
      readonly instanceId: string
      readonly done: number
      readonly total: number
      /** By how they ended. */
      readonly attempts: Readonly<Record<string, number>>
      /** Attempts whose best patch resolves; null where nothing was graded. */
      readonly resolved: number | null
      /** Whether the chosen patch does; null where nobody knows. */
      readonly chosen: boolean | null
      readonly costUsd: number | null
      readonly fromStore: boolean
      readonly infra: string | null
    }
