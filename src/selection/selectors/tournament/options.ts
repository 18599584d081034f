export interface TournamentOptions {
  /** Classes that take part, the likeliest. */
  readonly contestants: number
  /** More than these are set against each other by knock-out, so that calls grow with their number only. */
  readonly mostInRound: number
  /** Calls that may be under way at once. */
  readonly atOnce: number
  readonly temperature: number
  readonly replyTokens: number
}

export const defaultTournamentOptions: TournamentOptions = {
  contestants: 16,
  mostInRound: 6,
  atOnce: 8,
  temperature: 0,
  replyTokens: 4_096,
}
