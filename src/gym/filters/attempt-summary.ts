import type { TrajectoryExit } from '../../domain/index.ts'
import type { CheatingRule } from '../cheating/cheating-mark.ts'

/** What filters know of an attempt; small, so that those of a whole file fit into memory. */
export interface AttemptSummary {
  readonly trajectoryId: string
  readonly instanceId: string
  readonly repo: string
  readonly resolved: boolean | null
  readonly exit: TrajectoryExit['kind']
  /** Model calls. */
  readonly calls: number
  /** Training rows that can be made of it. */
  readonly rows: number
  /** Why none, or not all, can be made. */
  readonly unusable: string | null
  /** Rules that it broke, as `findCheating` names them. */
  readonly cheating: readonly CheatingRule[]
  /** Of its longest row, as the named tokenizer counts. */
  readonly tokens: number
}

/** For each attempt, why it is left out, or null. Pure; the same input gives the same answer. */
export type AttemptFilter<T extends AttemptSummary = AttemptSummary> = (
  attempts: readonly T[],
) => readonly (string | null)[]

export interface NamedFilter<T extends AttemptSummary = AttemptSummary> {
  readonly name: string
  readonly filter: AttemptFilter<T>
}
