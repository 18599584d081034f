import { bytes, createColumn, integers, words } from './column.ts'
import type { Segment } from './segment.ts'

/** The lists of a segment while it grows, doc after doc. */
export type SegmentColumns = ReturnType<typeof createSegmentColumns>

export function createSegmentColumns() {
  return {
    docs: {
      fates: createColumn(bytes),
      lines: createColumn(words),
      sizes: createColumn(words),
      chunkStarts: createColumn(words),
      definitionStarts: createColumn(words),
      referenceStarts: createColumn(words),
      importStarts: createColumn(words),
    },
    chunks: { definitions: createColumn(integers), lengths: createColumn(words) },
    definitions: {
      names: createColumn(words),
      kinds: createColumn(bytes),
      lines: createColumn(words),
      startLines: createColumn(words),
      endLines: createColumn(words),
      parents: createColumn(integers),
      lengths: createColumn(bytes),
    },
    references: { names: createColumn(words), uses: createColumn(words) },
    imports: { modules: createColumn(words), nameStarts: createColumn(words), names: createColumn(words) },
  }
}

/** To be called before anything of a doc is added: its lists begin here. */
export function beginDoc({ docs, chunks, definitions, references, imports }: SegmentColumns): void {
  docs.chunkStarts.push(chunks.lengths.length())
  docs.definitionStarts.push(definitions.names.length())
  docs.referenceStarts.push(references.names.length())
  docs.importStarts.push(imports.modules.length())
}

export function finishColumns(
  columns: SegmentColumns,
): Pick<Segment, 'docs' | 'chunks' | 'definitions' | 'references' | 'imports'> {
  beginDoc(columns)
  columns.imports.nameStarts.push(columns.imports.names.length())
  return {
    docs: finishAll(columns.docs),
    chunks: finishAll(columns.chunks),
    definitions: finishAll(columns.definitions),
    references: finishAll(columns.references),
    imports: finishAll(columns.imports),
  }
}

type Finished<Columns> = {
  readonly [Name in keyof Columns]: Columns[Name] extends { readonly finish: () => infer A } ? A : never
}

function finishAll<Columns extends Readonly<Record<string, { readonly finish: () => unknown }>>>(
  columns: Columns,
): Finished<Columns> {
  // The entries are the columns, each once; Object.fromEntries forgets that.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, column.finish()]),
  ) as Finished<Columns>
}
