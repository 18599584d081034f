import { createTermSplitter, type TermSplitter } from '../lexical/terms.ts'
import {
  definitionKinds,
  referenceKinds,
  type Definition,
  type FileTags,
  type Import,
} from '../tags/file-tags.ts'
import { chunksOf } from './chunk-terms.ts'
import { createCounter, createPostingRows } from './posting-rows.ts'
import { encodePostings } from './postings.ts'
import { beginDoc, createSegmentColumns, finishColumns } from './segment-columns.ts'
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

/** Words of tokens may be remembered from one segment to the next. */
export function createSegmentBuilder(termsOf: TermSplitter = createTermSplitter()): SegmentBuilder {
  const keys = createStringTable()
  const terms = createStringTable()
  const names = createStringTable()
  const columns = createSegmentColumns()
  const { docs, chunks, definitions, references, imports } = columns
  const bodies = createPostingRows()
  const titles = createPostingRows()
  const split = createNumbering(termsOf, (term) => terms.intern(term))
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
      beginDoc(columns)
      keys.intern(key)
      docs.fates.push(docFates.indexOf(fate))
      docs.lines.push(text === '' ? 0 : text.split('\n').length)
      docs.sizes.push(size)
      addChunks(text, tags.definitions)
      for (const definition of tags.definitions) addDefinition(definition)
      for (const { name, kind, owner, count } of tags.references) {
        references.names.push(names.intern(name))
        references.uses.push(packUse(referenceKinds.indexOf(kind), count, owner + 1))
      }
      for (const imported of tags.imports) addImport(imported)
    },
    finish: () => {
      const termColumns = terms.finish()
      const termCount = termColumns.starts.length - 1
      return {
        keys: keys.finish(),
        ...finishColumns(columns),
        terms: termColumns,
        names: names.finish(),
        bodies: encodePostings(termCount, bodies.forEach),
        titles: encodePostings(termCount, titles.forEach),
      }
    },
  }
}

/** Terms of a token, as numbers; remembers how, because code says the same words again and again. */
function createNumbering(
  termsOf: TermSplitter,
  intern: (term: string) => number,
): (token: string) => readonly number[] {
  const known = new Map<string, readonly number[]>()
  return (token) => {
    const before = known.get(token)
    if (before) return before
    const ids = termsOf(token).map(intern)
    known.set(token, ids)
    return ids
  }
}
