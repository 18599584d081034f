import type { FileModel, SpacedMutation } from '../../../mutate/index.ts'

/**
 * Preference among patches that pass alike: the search's own score, less for what removes code, decides nothing any
 * more, or writes a lot. Comparable within one attempt.
 */
export function preferenceOf({ mutation, score }: SpacedMutation, model: FileModel): number {
  const removed = model.source.slice(mutation.start, mutation.end).trim()
  const added = mutation.replacement.trim()
  const { phrases } = model.dialect
  const deletes = added === '' || mutation.operator === 'drop-statement' ? 0.5 : 1
  const blunt = added === phrases.true || added === phrases.false ? (removed === '' ? 0.6 : 0.8) : 1
  const size = 1 / (1 + Math.max(0, added.length - removed.length) / 80)
  return score * deletes * blunt * size
}

/** One line for people: what was changed, where, and how it is now. */
export function summarise({ path, mutation }: SpacedMutation, model: FileModel): string {
  const { source } = model
  const from = source.lastIndexOf('\n', mutation.start - 1) + 1
  const newline = source.indexOf('\n', mutation.end)
  const to = newline < 0 ? source.length : newline
  const before = source.slice(from, to)
  const after = source.slice(from, mutation.start) + mutation.replacement + source.slice(mutation.end, to)
  return `${mutation.operator} in ${path}:${mutation.line}: ${oneLine(before)} -> ${oneLine(after)}`
}

function oneLine(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim()
  return flat.length > 100 ? `${flat.slice(0, 99)}…` : flat
}
