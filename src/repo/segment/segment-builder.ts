import { termsOf } from '../lexical/terms.ts'
import { forEachToken } from '../lexical/tokens.ts'
import {
  definitionKinds,
  referenceKinds,
  type Definition,
  type FileTags,
  type Import,
} from '../tags/file-tags.ts'
import { bytes, createColumn, integers, words } from './column.ts'
import { encodePostings } from './postings.ts'
import { docFates, packUse, type DocFate, type Segment } from './segment.ts'
import { createStringTable } from './string-table.ts'

/** One content that was read. */
export interface ReadDoc {
  readonly key: string
  readonly fate: DocFate
  /** Empty for what was passed over. */
  readonly text: string
  readonly size: number
  readonly tags: FileTags
}

export interface SegmentBuilder {
  readonly add: (doc: ReadDoc) => void
  readonly finish: () => Segment
}

export function createSegmentBuilder(): SegmentBuilder {
  const keys = createStringTable()
  const terms = createStringTable()
  const names = createStringTable()
  const docs = createDocColumns()
  const chunks = { definitions: createColumn(integers), lengths: createColumn(words) }
  const definitions = createDefinitionColumns()
  const references = { names: createColumn(words), uses: createColumn(words) }
  const imports = createImportColumns()
  const bodies = createRows()
  const titles = createRows()
  const split = createSplitter((term) => terms.intern(term))
  const count = createCounter()

  const addChunks = (text: string, list: readonly Definition[]): void => {
    for (const { definition, terms } of chunksOf(text, list, split)) {
      const chunk = chunks.lengths.length()
      chunks.definitions.push(definition)
      chunks.lengths.push(terms.length)
      count(terms, (term, times) => bodies.push(term, chunk, times))
    }
  }
  const addDefinition = (definition: Definition): void => {
    const place = definitions.names.length()
    const parts = split(definition.name)
    count(parts, (term, times) => titles.push(term, place, times))
    definitions.names.push(names.intern(definition.name))
    definitions.kinds.push(definitionKinds.indexOf(definition.kind))
    definitions.lines.push(definition.line)
    definitions.startLines.push(definition.startLine)
    definitions.endLines.push(definition.endLine)
    definitions.parents.push(definition.parent)
    definitions.lengths.push(Math.min(255, parts.length))
  }
  const addImport = ({ module, names: taken }: Import): void => {
    imports.modules.push(names.intern(module))
    imports.nameStarts.push(imports.names.length())
    for (const name of taken) imports.names.push(names.intern(name))
  }
  return {
    add: ({ key, fate, text, size, tags }) => {
      keys.intern(key)
      docs.fates.push(docFates.indexOf(fate))
      docs.lines.push(text === '' ? 0 : text.split('\n').length)
      docs.sizes.push(size)
      docs.chunkStarts.push(chunks.lengths.length())
      docs.definitionStarts.push(definitions.names.length())
      docs.referenceStarts.push(references.names.length())
      docs.importStarts.push(imports.modules.length())
      addChunks(text, tags.definitions)
      for (const definition of tags.definitions) addDefinition(definition)
      for (const { name, kind, owner, count } of tags.references) {
        references.names.push(names.intern(name))
        references.uses.push(packUse(referenceKinds.indexOf(kind), count, owner + 1))
      }
      for (const imported of tags.imports) addImport(imported)
    },
    finish: () => {
      docs.chunkStarts.push(chunks.lengths.length())
      docs.definitionStarts.push(definitions.names.length())
      docs.referenceStarts.push(references.names.length())
      docs.importStarts.push(imports.modules.length())
      imports.nameStarts.push(imports.names.length())
      const termColumns = terms.finish()
      const termCount = termColumns.starts.length - 1
      return {
        keys: keys.finish(),
        docs: finishColumns(docs),
        chunks: finishColumns(chunks),
        definitions: finishColumns(definitions),
        references: finishColumns(references),
        imports: finishColumns(imports),
        terms: termColumns,
        names: names.finish(),
        bodies: encodePostings(termCount, bodies.forEach),
        titles: encodePostings(termCount, titles.forEach),
      }
    },
  }
}

function createDocColumns() {
  return {
    fates: createColumn(bytes),
    lines: createColumn(words),
    sizes: createColumn(words),
    chunkStarts: createColumn(words),
    definitionStarts: createColumn(words),
    referenceStarts: createColumn(words),
    importStarts: createColumn(words),
  }
}

function createDefinitionColumns() {
  return {
    names: createColumn(words),
    kinds: createColumn(bytes),
    lines: createColumn(words),
    startLines: createColumn(words),
    endLines: createColumn(words),
    parents: createColumn(integers),
    lengths: createColumn(bytes),
  }
}

function createImportColumns() {
  return { modules: createColumn(words), nameStarts: createColumn(words), names: createColumn(words) }
}

type Finished<Columns> = {
  readonly [Name in keyof Columns]: Columns[Name] extends { readonly finish: () => infer A } ? A : never
}

export function finishColumns<Columns extends Readonly<Record<string, { readonly finish: () => unknown }>>>(
  columns: Columns,
): Finished<Columns> {
  // The entries are the columns, each once; Object.fromEntries forgets that.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, column.finish()]),
  ) as Finished<Columns>
}

function createRows() {
  const termColumn = createColumn(words)
  const items = createColumn(words)
  const counts = createColumn(words)
  return {
    push: (term: number, item: number, count: number): void => {
      termColumn.push(term)
      items.push(item)
      counts.push(count)
    },
    forEach: (visit: (term: number, item: number, count: number) => void): void => {
      const [a, b, c] = [termColumn.finish(), items.finish(), counts.finish()]
      for (let row = 0; row < a.length; row++) visit(a[row] ?? 0, b[row] ?? 0, c[row] ?? 0)
    },
  }
}

/** Terms of a token, as numbers; remembers how, because code says the same words again and again. */
function createSplitter(intern: (term: string) => number): (token: string) => readonly number[] {
  const splits = new Map<string, readonly number[]>()
  return (token) => {
    const known = splits.get(token)
    if (known) return known
    const ids = termsOf(token).map(intern)
    splits.set(token, ids)
    return ids
  }
}

/** Tells each number of a list once with how often it is there, in the order of first sight. */
function createCounter() {
  let counts = new Uint32Array(1 << 12)
  return (list: readonly number[], visit: (value: number, times: number) => void): void => {
    const seen: number[] = []
    for (const value of list) {
      if (value >= counts.length) {
        const wider = new Uint32Array(Math.max(value + 1, counts.length * 2))
        wider.set(counts)
        counts = wider
      }
      const before = counts[value] ?? 0
      if (before === 0) seen.push(value)
      counts[value] = before + 1
    }
    for (const value of seen) {
      visit(value, counts[value] ?? 0)
      counts[value] = 0
    }
  }
}

interface ChunkTerms {
  /** Place in the definitions; -1 for what stands outside of all. */
  readonly definition: number
  readonly terms: number[]
}

/** What stands outside first, then classes and functions; what is defined inside a function belongs to that function. */
function chunksOf(
  text: string,
  definitions: readonly Definition[],
  split: (token: string) => readonly number[],
): readonly ChunkTerms[] {
  const rest: ChunkTerms = { definition: -1, terms: [] }
  const chunks = definitions.map((_, index): ChunkTerms | null =>
    isChunk(index, definitions) ? { definition: index, terms: [] } : null,
  )
  const ownerOf = createOwnerReader(definitions, chunks, rest)
  forEachToken(text, (token, line) => {
    const { terms } = ownerOf(line)
    for (const term of split(token)) terms.push(term)
  })
  return [rest, ...chunks.filter((chunk) => chunk !== null)]
}

function isChunk(index: number, definitions: readonly Definition[]): boolean {
  const { kind } = definitions[index] ?? {}
  if (kind !== 'function' && kind !== 'class') return false
  for (let outer = definitions[index]?.parent ?? -1; outer >= 0; outer = definitions[outer]?.parent ?? -1)
    if (definitions[outer]?.kind === 'function') return false
  return true
}

/** The innermost chunk of a line; to be asked for rising lines. */
function createOwnerReader(
  definitions: readonly Definition[],
  chunks: readonly (ChunkTerms | null)[],
  rest: ChunkTerms,
): (line: number) => ChunkTerms {
  const open: number[] = []
  let next = 0
  let asked = 0
  let owner = rest
  return (line) => {
    if (line === asked) return owner
    asked = line
    while ((definitions[next]?.startLine ?? Number.POSITIVE_INFINITY) <= line) {
      if (chunks[next]) open.push(next)
      next++
    }
    while (open.length > 0 && (definitions[open.at(-1) ?? 0]?.endLine ?? 0) < line) open.pop()
    owner = chunks[open.at(-1) ?? -1] ?? rest
    return owner
  }
}
