import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type * as WebTreeSitter from 'web-tree-sitter'
import { grammarFile } from './grammar-file.ts'
import type { SyntaxLanguage } from './language.ts'

/** One instance of the library, with memory and grammars of its own. */
export interface SyntaxRuntime {
  readonly Parser: typeof WebTreeSitter.Parser
  readonly Query: typeof WebTreeSitter.Query
  /** Once per runtime: a grammar cannot be unloaded, each load would cost memory for good. */
  grammar(language: SyntaxLanguage): Promise<WebTreeSitter.Language>
}

/** Where parsers get their runtime from. */
export interface RuntimeSource {
  current(): Promise<SyntaxRuntime>
  /** Says that a runtime broke: the next one asked for is another. */
  replace(broken: SyntaxRuntime): void
}

/**
 * What a grammar does when it breaks: it runs into what its machine refuses, or out of memory or stack. Whatever it
 * left behind in the memory of its runtime, nothing there can be relied upon any more.
 */
export function isCrash(error: unknown): boolean {
  return error instanceof RangeError || (error instanceof Error && error.name === 'RuntimeError')
}

/**
 * One for the whole process, for the library keeps its runtime in its module, and of two starts under way at once the
 * later one would replace it under what the earlier one loaded.
 */
let shared: Promise<SyntaxRuntime> | null = null
let sharedNow: SyntaxRuntime | null = null

export const sharedRuntime: RuntimeSource = {
  current: () => {
    shared ??= startRuntime().then(
      (runtime) => (sharedNow = runtime),
      (error: unknown) => {
        shared = null
        throw error
      },
    )
    return shared
  },
  replace: (broken) => {
    if (broken === sharedNow) shared = null
  },
}

async function startRuntime(): Promise<SyntaxRuntime> {
  const require = createRequire(import.meta.url)
  // Forgotten by the module system, so that each start is an instance of its own and a broken one can be collected.
  const path = require.resolve('web-tree-sitter')
  // oxlint-disable-next-line typescript/no-dynamic-delete
  delete require.cache[path]
  // The package's own types of what it exports.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const { Language, Parser, Query } = require(path) as typeof WebTreeSitter
  await Parser.init({
    locateFile: () => require.resolve('web-tree-sitter/web-tree-sitter.wasm'),
    // What breaks is thrown; the library would say it on standard error as well.
    printErr: () => undefined,
  })
  const grammars = new Map<SyntaxLanguage, Promise<WebTreeSitter.Language>>()
  return {
    Parser,
    Query,
    grammar: (language) => {
      const known = grammars.get(language)
      if (known) return known
      const loading = readFile(grammarFile(language)).then((bytes) => Language.load(bytes))
      loading.catch(() => grammars.delete(language))
      grammars.set(language, loading)
      return loading
    },
  }
}
