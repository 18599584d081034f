import type { Contestant } from '../selectors/contest.ts'

/** The patches under the names that a model is to know them by. */
export function showPatches(contestants: readonly Contestant[]): string {
  return contestants.map(({ id, text }) => `<patch id="${id}">\n${text.trimEnd()}\n</patch>`).join('\n\n')
}
