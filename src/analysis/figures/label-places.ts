/** Places for labels beside values: as near to them as can be with at least `gap` between any two, in their order. */
export function labelPlaces(values: readonly number[], gap: number): readonly number[] {
  const order = values.map((_, index) => index).toSorted((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  // Without the gaps the places must rise: neighbours that do not are pooled at their mean.
  const pools: { sum: number; count: number }[] = []
  order.forEach((index, rank) => {
    let pool = { sum: (values[index] ?? 0) - rank * gap, count: 1 }
    for (
      let last = pools.at(-1);
      last && last.sum / last.count > pool.sum / pool.count;
      last = pools.at(-1)
    ) {
      pool = { sum: pool.sum + last.sum, count: pool.count + last.count }
      pools.pop()
    }
    pools.push(pool)
  })
  const level = pools.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count))
  const places = Array.from({ length: values.length }, () => 0)
  order.forEach((index, rank) => (places[index] = (level[rank] ?? 0) + rank * gap))
  return places
}
