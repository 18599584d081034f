/** A text as a bag of terms; `length` counts repetitions. */
export interface Bag {
  readonly length: number
  readonly countOf: (term: number) => number
}

export interface QueryTerm {
  readonly term: number
  /** Weight in the question times how rare the term is. */
  readonly weight: number
}

export interface Bm25Options {
  readonly k: number
  readonly b: number
  readonly meanLength: number
}

/** Okapi BM25 of one text. Source: Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework". */
export function bm25({ length, countOf }: Bag, query: readonly QueryTerm[], options: Bm25Options): number {
  const { k, b, meanLength } = options
  const norm = k * (1 - b + (b * length) / Math.max(1, meanLength))
  let score = 0
  for (const { term, weight } of query) {
    const count = countOf(term)
    if (count > 0) score += (weight * count * (k + 1)) / (count + norm)
  }
  return score
}

/** How much a term tells that `holders` of `total` texts hold. Never negative. */
export function inverseFrequency(holders: number, total: number): number {
  return Math.log(1 + (total - holders + 0.5) / (holders + 0.5))
}
