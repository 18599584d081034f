/** A seeded stream of numbers in [0, 1): mulberry32, equal on every machine. Not for secrets. */
export interface Random {
  next(): number
  /** Integer in [0, bound). */
  below(bound: number): number
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return { next, below: (bound) => Math.floor(next() * bound) }
}

/** Seed of a numbered child, so that attempts of one run draw independent streams. */
export function deriveSeed(seed: number, index: number): number {
  return Math.floor(createRandom((seed ^ Math.imul(index + 1, 0x9e3779b1)) >>> 0).next() * 4_294_967_296)
}
