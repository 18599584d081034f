import { bareLine, decodeText, type TextFile } from '../../../../edit/index.ts'
import type { Sandbox } from '../../../../sandbox/index.ts'
import type { SyntaxParser } from '../../../../syntax/index.ts'
import type { CutOptions } from '../../../context/spans/cut-spans.ts'
import { createSpanCutter } from '../../../context/spans/span-cutter.ts'
import type { SpannedFile } from '../../../context/spans/span.ts'

/** Files with edits, by path. */
export type Edits = ReadonlyMap<string, TextFile>

/** Reads files and cuts them into spans; holds queries of grammars until it is disposed. */
export interface CodeReader extends Disposable {
  /** A file as it is with these edits; null where there is none, or no text. */
  read(path: string, edits: Edits): Promise<SpannedFile | null>
}

export interface CodeReaderOptions extends CutOptions {
  /** Holds the base. */
  readonly sandbox: Pick<Sandbox, 'readFile'>
  readonly syntax: SyntaxParser
}

export function createCodeReader({ sandbox, syntax, maxTokens }: CodeReaderOptions): CodeReader {
  const cutter = createSpanCutter(syntax, { maxTokens })
  const bases = new Map<string, Promise<TextFile | null>>()
  const cut = new Map<TextFile, Promise<SpannedFile>>()
  const base = async (path: string): Promise<TextFile | null> => {
    const bytes = await sandbox.readFile(path)
    return bytes === null ? null : decodeText(bytes)
  }
  const cutFile = async (path: string, file: TextFile): Promise<SpannedFile> => {
    const lines = file.lines.map(bareLine)
    return { path, file, lines, spans: await cutter.cut(path, lines) }
  }
  return {
    read: async (path, edits) => {
      const known = bases.get(path) ?? base(path)
      bases.set(path, known)
      const file = edits.get(path) ?? (await known)
      if (file === null) return null
      const spanned = cut.get(file) ?? cutFile(path, file)
      cut.set(file, spanned)
      return spanned
    },
    [Symbol.dispose]: () => cutter[Symbol.dispose](),
  }
}
