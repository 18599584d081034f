import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Language, Parser } from 'web-tree-sitter'
import { CapuchinError } from '../std/index.ts'
import { grammarFile } from './grammar-file.ts'
import { grammarOf, type SyntaxLanguage } from './language.ts'
import { createSyntaxTree, type SyntaxTree } from './syntax-tree.ts'

/** Parses texts; grammars are loaded when first needed, once for the whole process. */
export interface SyntaxParser extends Disposable {
  /**
   * Null when the text is over the size limit or parsing ran over its time: callers go on without a tree.
   *
   * @throws CapuchinError `syntax/grammar` when a grammar cannot be loaded.
   */
  parse(source: string, language: SyntaxLanguage): Promise<SyntaxTree | null>
}

export interface SyntaxLimits {
  /** UTF-16 units; the grammar's heap never shrinks, so a huge file would cost memory for good. Default 1 Mi. */
  readonly maxLength?: number
  /** Default 2 s. */
  readonly timeoutMs?: number
}

export function createSyntax(limits: SyntaxLimits = {}): SyntaxParser {
  const { maxLength = 1024 * 1024, timeoutMs = 2000 } = limits
  const parsers = new Map<SyntaxLanguage, Promise<Parser>>()
  const parserFor = (language: SyntaxLanguage): Promise<Parser> => {
    const known = parsers.get(language)
    if (known) return known
    const loading = loadParser(language)
    parsers.set(language, loading)
    return loading
  }
  return {
    parse: async (source, language) => {
      if (source.length > maxLength) return null
      const parser = await parserFor(language)
      const deadline = performance.now() + timeoutMs
      const tree = parser.parse(source, null, { progressCallback: () => performance.now() > deadline })
      if (tree) return createSyntaxTree(tree, source, language)
      parser.reset()
      return null
    },
    [Symbol.dispose]: () => {
      for (const loading of parsers.values())
        void loading.then(
          (parser) => parser.delete(),
          () => undefined,
        )
      parsers.clear()
    },
  }
}

async function loadParser(language: SyntaxLanguage): Promise<Parser> {
  const { resolve } = createRequire(import.meta.url)
  try {
    await startRuntime(() => resolve('web-tree-sitter/web-tree-sitter.wasm'))
    const loaded = await loadGrammar(language)
    const parser = new Parser()
    parser.setLanguage(loaded)
    return parser
  } catch (cause) {
    throw new CapuchinError(
      'syntax/grammar',
      `could not load the ${language} grammar (${grammarOf(language)})`,
      {
        cause,
        hint: 'install the package again: npm ci',
      },
    )
  }
}

/**
 * The library keeps one runtime for the whole process, and of two starts under way at once the later one replaces it
 * under what the earlier one loaded: so there is one start, kept where the library keeps its runtime, in the module.
 */
let runtime: Promise<void> | null = null
function startRuntime(locateFile: () => string): Promise<void> {
  runtime ??= Parser.init({ locateFile }).catch((error: unknown) => {
    runtime = null
    throw error
  })
  return runtime
}

/** A grammar cannot be unloaded: each further load of it would cost time, and memory of the runtime for good. */
const grammars = new Map<SyntaxLanguage, Promise<Language>>()
function loadGrammar(language: SyntaxLanguage): Promise<Language> {
  const known = grammars.get(language)
  if (known) return known
  const loading = readFile(grammarFile(language)).then((bytes) => Language.load(bytes))
  loading.catch(() => grammars.delete(language))
  grammars.set(language, loading)
  return loading
}
