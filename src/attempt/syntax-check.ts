import {
  createSyntax,
  findSyntaxErrors,
  languageOf,
  type SyntaxError,
  type SyntaxLanguage,
  type SyntaxParser,
} from '../syntax/index.ts'

export interface TextsOfEdit {
  /** Null for a file that did not exist. */
  readonly before: string | null
  readonly after: string
}

/**
 * What no longer parses in a file because of its edits, each with the lines around it. Errors that the file had before
 * do not count, nor do files of languages that cannot be parsed here.
 */
export async function findNewSyntaxErrors(
  path: string,
  { before, after }: TextsOfEdit,
): Promise<readonly string[]> {
  const language = languageOf(path)
  if (language === null) return []
  using syntax = createSyntax()
  const errors = await errorsOf(syntax, after, language)
  if (errors.length === 0) return []
  const known = new Set(
    before === null ? [] : (await errorsOf(syntax, before, language)).map((error) => keyOf(error, before)),
  )
  return errors.filter((error) => !known.has(keyOf(error, after))).map((error) => render(path, error, after))
}

async function errorsOf(
  syntax: SyntaxParser,
  text: string,
  language: SyntaxLanguage,
): Promise<readonly SyntaxError[]> {
  using tree = await syntax.parse(text, language)
  return tree === null ? [] : findSyntaxErrors(tree)
}

/** An error is the same one wherever edits moved it: by its message and the text of its line. */
function keyOf({ message, line }: SyntaxError, text: string): string {
  return `${message}\n${text.split('\n')[line - 1]?.trim() ?? ''}`
}

function render(path: string, { line, message }: SyntaxError, text: string): string {
  const lines = text.split('\n')
  const first = Math.max(1, line - 3)
  const shown = lines.slice(first - 1, line + 3).map((content, at) => {
    const number = first + at
    return `${number === line ? '>' : ' '} ${String(number).padStart(5)} ${content}`
  })
  return [`${path}, line ${line}: ${message}`, ...shown].join('\n')
}
