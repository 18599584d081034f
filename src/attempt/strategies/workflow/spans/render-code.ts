import type { Span, SpannedFile } from '../../../context/spans/span.ts'

/** A span with the file that it lies in. */
export interface PlacedSpan {
  readonly file: SpannedFile
  readonly span: Span
}

/** The spans that fit, the first first; a shorter one may fit behind one that does not. */
export function fitSpans(
  placed: readonly PlacedSpan[],
  maxTokens: number,
): { readonly shown: readonly PlacedSpan[]; readonly others: readonly PlacedSpan[] } {
  let left = maxTokens
  const shown: PlacedSpan[] = []
  const others: PlacedSpan[] = []
  for (const one of placed) {
    const fits = one.span.tokens <= left
    if (fits) left -= one.span.tokens
    const list = fits ? shown : others
    list.push(one)
  }
  return { shown, others }
}

/** Spans as a model sees them, as many as fit; of the others their names, where `listed` says so. */
export function renderCode(
  placed: readonly PlacedSpan[],
  { maxTokens, listed }: { readonly maxTokens: number; readonly listed: boolean },
): string {
  const { shown, others } = fitSpans(placed, maxTokens)
  const rest = byFile(others).map(
    ({ file, spans }) => `${file.path}: ${spans.map(({ id }) => id).join(', ')}`,
  )
  return [
    ...byFile(shown).map(renderFile),
    ...(listed && rest.length > 0 ? [`Not shown, for their length:\n${rest.join('\n')}`] : []),
  ].join('\n\n')
}

interface FileSpans {
  readonly file: SpannedFile
  readonly spans: readonly Span[]
}

/** Files in the order in which they come first, their spans by place. */
function byFile(placed: readonly PlacedSpan[]): readonly FileSpans[] {
  const files = new Map<string, PlacedSpan[]>()
  for (const one of placed) files.set(one.file.path, [...(files.get(one.file.path) ?? []), one])
  return [...files.values()].flatMap((list) => {
    const [first] = list
    const spans = list.map(({ span }) => span).toSorted((a, b) => a.start - b.start)
    return first === undefined ? [] : [{ file: first.file, spans }]
  })
}

function renderFile({ file, spans }: FileSpans): string {
  const parts = spans.map(
    ({ id, start, end }) => `<span id="${id}">\n${file.lines.slice(start - 1, end).join('\n')}\n</span>`,
  )
  return `<file path="${file.path}">\n${parts.join('\n')}\n</file>`
}
