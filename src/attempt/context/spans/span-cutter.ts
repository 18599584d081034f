import { createTagger, readingOf, type Definition } from '../../../repo/index.ts'
import type { SyntaxParser } from '../../../syntax/index.ts'
import { cutSpans, type CutOptions } from './cut-spans.ts'
import type { Span } from './span.ts'

/** Cuts texts into spans by what they define; holds queries of grammars until it is disposed. */
export interface SpanCutter extends Disposable {
  cut(path: string, lines: readonly string[]): Promise<readonly Span[]>
}

export function createSpanCutter(syntax: SyntaxParser, options: CutOptions): SpanCutter {
  const tagger = createTagger(syntax)
  const definitionsOf = async (path: string, text: string): Promise<readonly Definition[]> => {
    const reading = readingOf(path)
    if (reading === 'none') return []
    const tags = await tagger.read(text, reading === 'words' ? null : reading)
    return (tags ?? (await tagger.read(text, null)))?.definitions ?? []
  }
  return {
    cut: async (path, lines) => cutSpans(lines, await definitionsOf(path, lines.join('\n')), options),
    [Symbol.dispose]: () => tagger[Symbol.dispose](),
  }
}
