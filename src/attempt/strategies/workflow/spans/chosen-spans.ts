import type { CodeReader, Edits } from './code-reader.ts'
import type { PlacedSpan } from './render-code.ts'

/** Names a span: by its file and its id there. */
export interface SpanName {
  readonly path: string
  readonly id: string
}

/** Spans that matter for the issue, in the order in which they were chosen. */
export type Chosen = readonly SpanName[]

export function isSame(a: SpanName, b: SpanName): boolean {
  return a.path === b.path && a.id === b.id
}

export function distinctNames(names: readonly SpanName[]): readonly SpanName[] {
  return [...new Map(names.map((name) => [`${name.path}\n${name.id}`, name])).values()]
}

/** Spans by their names, as they are with the edits; those that are no more are left out. */
export async function placeSpans(
  reader: CodeReader,
  names: readonly SpanName[],
  edits: Edits,
): Promise<readonly PlacedSpan[]> {
  const placed: PlacedSpan[] = []
  for (const { path, id } of names) {
    const file = await reader.read(path, edits)
    const span = file?.spans.find((one) => one.id === id)
    if (file && span) placed.push({ file, span })
  }
  return placed
}

export function tokensOf(placed: readonly PlacedSpan[]): number {
  return placed.reduce((sum, { span }) => sum + span.tokens, 0)
}
