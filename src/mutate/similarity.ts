import type { Variable } from './scope.ts'

/** How alike two variables are used and spelt, in [0, 1]. */
export function likeness(a: Variable, b: Variable): number {
  const shared = [...a.uses].filter((use) => b.uses.has(use)).length
  const all = a.uses.size + b.uses.size - shared
  const usage = all === 0 ? 0 : shared / all
  return Math.min(1, 0.7 * usage + 0.3 * spelling(a.name, b.name))
}

/** Share of common leading and trailing letters. */
export function spelling(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length)
  let head = 0
  while (head < shorter && a[head] === b[head]) head++
  let tail = 0
  while (tail < shorter - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  return (head + tail) / Math.max(a.length, b.length, 1)
}

/** True where two names are put together from words of which they share one: `balance` and `balance_before`. */
export function sharesWord(a: string, b: string): boolean {
  const words = new Set(wordsOf(a))
  return wordsOf(b).some((word) => words.has(word))
}

/** Lower-case words of a name in snake or camel case, without those too short to mean anything. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word.length > 2)
}
