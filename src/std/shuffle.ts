import type { Random } from './random.ts'

/** The same items in an order that depends on the seed alone (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const all = [...items]
  for (let at = all.length - 1; at > 0; at -= 1) {
    const other = random.below(at + 1)
    const [a, b] = [all[at], all[other]]
    if (a === undefined || b === undefined) continue
    ;[all[at], all[other]] = [b, a]
  }
  return all
}
