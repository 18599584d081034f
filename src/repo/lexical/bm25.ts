/** Okapi BM25 of one term in one text. Source: Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework". */
export interface Bm25 {
  readonly k: number
  readonly b: number
  readonly meanLength: number
}

/** What `count` occurrences in a text of some length are worth, between 0 and k + 1. */
export function bm25Share(count: number, length: number, { k, b, meanLength }: Bm25): number {
  return (count * (k + 1)) / (count + k * (1 - b + (b * length) / Math.max(1, meanLength)))
}

/** How much a term tells that `holders` of `total` texts hold. Never negative. */
export function inverseFrequency(holders: number, total: number): number {
  return Math.log(1 + (total - holders + 0.5) / (holders + 0.5))
}
