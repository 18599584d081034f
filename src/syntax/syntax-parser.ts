import type { Parser } from 'web-tree-sitter'
import { CapuchinError } from '../std/index.ts'
import { grammarOf, type SyntaxLanguage } from './language.ts'
import { isCrash, sharedRuntime, type RuntimeSource, type SyntaxRuntime } from './runtime.ts'
import { createSyntaxTree, type SyntaxTree } from './syntax-tree.ts'

/** Parses texts; grammars are loaded when first needed, once for the whole process. */
export interface SyntaxParser extends Disposable {
  /**
   * Null when the text is over the size limit or parsing ran over its time: callers go on without a tree.
   *
   * @throws CapuchinError `syntax/grammar` when a grammar cannot be loaded, `syntax/crashed` when it breaks on a text:
   *   further texts are parsed as if nothing had happened.
   */
  parse(source: string, language: SyntaxLanguage): Promise<SyntaxTree | null>
}

export interface SyntaxLimits {
  /** UTF-16 units; the grammar's heap never shrinks, so a huge file would cost memory for good. Default 1 Mi. */
  readonly maxLength?: number
  /**
   * Some hundred steps of the parser each, about a tenth of a millisecond: what ends a text that a grammar takes for
   * ever over at the same place on any machine, however busy. Default 30,000; a mebibyte of code takes about 5,000.
   */
  readonly maxRounds?: number
  /** What ends it where even that takes too long. Default a minute. */
  readonly timeoutMs?: number
}

export function createSyntax(limits: SyntaxLimits = {}, runtimes = sharedRuntime): SyntaxParser {
  const { maxLength = 1024 * 1024, maxRounds = 30_000, timeoutMs = 60_000 } = limits
  const parsers = createParserShelf(runtimes)
  const crashes = new Map<SyntaxLanguage, number>()
  return {
    parse: async (source, language) => {
      if (source.length > maxLength) return null
      // A new runtime for each text that a grammar breaks on would cost more than the trees are worth.
      if ((crashes.get(language) ?? 0) >= maxCrashes) throw crashed(language)
      const { runtime, parser } = await parsers.get(language)
      const deadline = performance.now() + timeoutMs
      const guard = <T>(work: () => T): T => {
        try {
          return work()
        } catch (cause) {
          if (!isCrash(cause)) throw cause
          crashes.set(language, (crashes.get(language) ?? 0) + 1)
          runtimes.replace(runtime)
          throw crashed(language, cause)
        }
      }
      let rounds = 0
      const isTooMuch = (): boolean => ++rounds > maxRounds || performance.now() > deadline
      const tree = guard(() => parser.parse(source, null, { progressCallback: isTooMuch }))
      if (tree) return createSyntaxTree({ tree, source, language, Query: runtime.Query, guard })
      parser.reset()
      return null
    },
    [Symbol.dispose]: () => parsers.clear(),
  }
}

const maxCrashes = 3

/** The parsers of one runtime, by language. */
function createParserShelf(runtimes: RuntimeSource) {
  let owner: SyntaxRuntime | null = null
  const parsers = new Map<SyntaxLanguage, Promise<Parser>>()
  const clear = (): void => {
    for (const loading of parsers.values()) void loading.then(deleteParser, () => undefined)
    parsers.clear()
  }
  return {
    clear,
    get: async (language: SyntaxLanguage) => {
      const runtime = await runtimes.current().catch((cause: unknown) => {
        throw noGrammar(language, cause)
      })
      if (runtime !== owner) clear()
      owner = runtime
      const loading = parsers.get(language) ?? loadParser(runtime, language)
      parsers.set(language, loading)
      return { runtime, parser: await loading }
    },
  }
}

async function loadParser(runtime: SyntaxRuntime, language: SyntaxLanguage): Promise<Parser> {
  try {
    const grammar = await runtime.grammar(language)
    const parser = new runtime.Parser()
    parser.setLanguage(grammar)
    return parser
  } catch (cause) {
    throw noGrammar(language, cause)
  }
}

function deleteParser(parser: Parser): void {
  try {
    parser.delete()
  } catch (error) {
    // Its runtime broke: what it held went with it.
    if (!isCrash(error)) throw error
  }
}

function noGrammar(language: SyntaxLanguage, cause: unknown): CapuchinError {
  return new CapuchinError(
    'syntax/grammar',
    `could not load the ${language} grammar (${grammarOf(language)})`,
    {
      cause,
      hint: 'install the package again: npm ci',
    },
  )
}

function crashed(language: SyntaxLanguage, cause?: unknown): CapuchinError {
  return new CapuchinError('syntax/crashed', `the ${language} grammar broke on a text`, { cause })
}
