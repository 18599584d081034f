import { closingFence, fences } from '../../fence.ts'

/** First fence that stands nowhere in the texts, not even within a line. */
export function chooseFenceV035(texts: readonly string[]): string {
  const isFree = (mark: string): boolean => texts.every((text) => !text.includes(mark))
  const known = fences.filter((fence) => fence !== '````')
  return known.find((fence) => isFree(fence) && isFree(closingFence(fence))) ?? '```'
}
