/** Pairs (line of `a`, line of `b`) of a longest common subsequence, in order; exact on middles up to a bound. */
export function alignLines(a: readonly string[], b: readonly string[]): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>()
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) pairs.set(start, start++)
  let tail = 0
  while (
    tail < a.length - start &&
    tail < b.length - start &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  ) {
    pairs.set(a.length - 1 - tail, b.length - 1 - tail)
    tail += 1
  }
  const middleA = a.slice(start, a.length - tail)
  const middleB = b.slice(start, b.length - tail)
  // Beyond the bound the middle counts as rewritten: quadratic time is not worth a nicer pairing.
  if (middleA.length * middleB.length <= 1_000_000)
    for (const [left, right] of commonSubsequence(middleA, middleB)) pairs.set(start + left, start + right)
  return pairs
}

function commonSubsequence(
  a: readonly string[],
  b: readonly string[],
): readonly (readonly [number, number])[] {
  const width = b.length + 1
  const table = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      table[i * width + j] =
        a[i] === b[j]
          ? (table[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0)
    }
  }
  const pairs: [number, number][] = []
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) pairs.push([i++, j++])
    else if ((table[(i + 1) * width + j] ?? 0) >= (table[i * width + j + 1] ?? 0)) i += 1
    else j += 1
  }
  return pairs
}
