const width = 4

/** Runs of four words and signs, without comments and blanks: what two texts share however they are laid out. */
export function shinglesOf(text: string): ReadonlySet<string> {
  const words = text.replaceAll(/^\s*(?:#|\/\/).*$/gm, '').match(/\w+|[^\s\w]/g)
  const all = words ?? []
  const count = Math.max(1, all.length - width + 1)
  return new Set(Array.from({ length: count }, (_, at) => all.slice(at, at + width).join(' ')))
}

/** Share of what two sets have in common, in [0, 1] (Jaccard). */
export function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const common = [...one].filter((shingle) => other.has(shingle)).length
  const union = one.size + other.size - common
  return union === 0 ? 1 : common / union
}
