/** What ends an episode, or a part of it. */
export interface EnvLimits {
  readonly maxSteps: number
  /** Null for no limit. */
  readonly maxTokens: number | null
  /** Of an episode, from when it is open; the policy's own time counts. */
  readonly wallMs: number
  /** Of one shell command. */
  readonly commandTimeoutMs: number
  /** Of getting a task ready: its environment may have to be made first. */
  readonly openMs: number
  /** Of one observation. */
  readonly outputCharacters: number
}

/** Steps, commands and output as the tool-agent has them. */
export const defaultEnvLimits: EnvLimits = {
  maxSteps: 100,
  maxTokens: null,
  wallMs: 60 * 60_000,
  commandTimeoutMs: 300_000,
  openMs: 30 * 60_000,
  outputCharacters: 30_000,
}
