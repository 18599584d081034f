import { z } from 'zod'
import type { Observation } from '../../attempt/index.ts'
import type { Limit } from '../../domain/index.ts'
import type { EnvLimits } from './env-limits.ts'

export const envActionSchema = z.object({
  action: z.union([
    /** A call of one of the tools. */
    z.strictObject({ name: z.string(), input: z.json() }),
    /** What a model said instead of calling one. */
    z.strictObject({ message: z.string() }),
  ]),
  /** That the policy used for it, in and out; estimated from what is said and seen where nobody tells. */
  tokens: z.number().int().nonnegative().optional(),
})
/** What a policy does in a step, and what it cost it. */
export type EnvAction = Readonly<z.infer<typeof envActionSchema>>

/** What a policy is shown when an episode begins. */
export interface EnvStart {
  /** The issue, as the tool-agent is told of it. */
  readonly observation: { readonly text: string }
  readonly info: {
    readonly instanceId: string
    readonly repo: string
    readonly baseCommit: string
    /** What the tool-agent's model is told before the issue. */
    readonly system: string
    readonly tools: readonly {
      readonly name: string
      readonly description: string
      readonly inputSchema: unknown
    }[]
    readonly limits: EnvLimits
  }
}

export interface EnvStep {
  readonly observation: Observation
  /** 0 until the end; there 1 for resolved, 0 for not, null where that could not be found out. */
  readonly reward: Reward
  readonly done: boolean
  readonly info: {
    readonly step: number
    readonly tokens: number
    /** Null while the episode goes on. */
    readonly ended: EpisodeEnding | null
    /** Why the reward is what it is, without a word of the hidden tests; null while the episode goes on. */
    readonly rewardReason: string | null
    /** What was judged; null while the episode goes on, and where it could not be read. */
    readonly patch: string | null
  }
}

export type Reward = 0 | 1 | null

export type EpisodeEnding =
  | { readonly kind: 'finished'; readonly message: string }
  | { readonly kind: 'limit'; readonly which: Limit; readonly reason: string }
  /** Something around the episode broke. */
  | { readonly kind: 'infra'; readonly code: string; readonly reason: string }

/** What hidden tests say of a patch. */
export interface Judgement {
  readonly reward: Reward
  readonly reason: string
}
