/** Time as a value that is passed in, so that a replay can answer with recorded readings. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }
