import { toListedPath } from '../../../context/localise/listed-path.ts'
import { isSame, type Chosen, type SpanName } from './chosen-spans.ts'
import type { CodeReader, Edits } from './code-reader.ts'
import type { PlacedSpan } from './render-code.ts'
import type { Span } from '../../../context/spans/span.ts'

export interface KnownCode {
  readonly reader: CodeReader
  readonly edits: Edits
  /** Files that may be named. */
  readonly paths: ReadonlySet<string>
  /** Spans that are meant where the last name of several is given. */
  readonly chosen: Chosen
}

export type NamedSpan =
  | { readonly kind: 'span'; readonly placed: PlacedSpan }
  | { readonly kind: 'again'; readonly reason: string }

/** The span that a model means, whose last name is enough where it is the only one, of all or of the chosen. */
export async function nameSpan(
  { reader, edits, paths, chosen }: KnownCode,
  { path, id }: SpanName,
): Promise<NamedSpan> {
  const known = toListedPath(path, paths)
  const file = known === null ? null : await reader.read(known, edits)
  if (file === null)
    return { kind: 'again', reason: `${path} is not one of the files, which are ${[...paths].join(', ')}` }
  const wanted = id.trim().replaceAll(/^[`'"]+|[`'"()]+$/g, '')
  const lastName = wanted.slice(wanted.lastIndexOf('.') + 1)
  const alike = file.spans.filter((span) => span.id === lastName || span.id.endsWith(`.${lastName}`))
  const meant = wanted === lastName ? alike : []
  const chosenOnes = meant.filter((span) =>
    chosen.some((name) => isSame(name, { path: file.path, id: span.id })),
  )
  const span = file.spans.find((one) => one.id === wanted) ?? only(meant) ?? only(chosenOnes)
  if (span !== undefined) return { kind: 'span', placed: { file, span } }
  const offered = (alike.length > 0 ? alike : file.spans.slice(0, mostNamed)).map((one) => one.id)
  return { kind: 'again', reason: `${file.path} has no part ${wanted}; it has ${offered.join(', ')}` }
}

const mostNamed = 100

function only(spans: readonly Span[]): Span | undefined {
  return spans.length === 1 ? spans[0] : undefined
}
