import { languageOf, type SyntaxNode, type SyntaxParser } from '../../syntax/index.ts'
import { groupBy } from '../../std/index.ts'
import type { LintProblem, Texts } from '../problem.ts'
import { sayProblem } from './say-problem.ts'

export interface ShowOptions {
  readonly syntax: SyntaxParser
  /** Problems beyond these are counted and not shown. */
  readonly most: number
}

/** Lines above and below a marked one. */
const around = 3

/**
 * Problems for a model: file by file what was found, then the code around, with the heads of the scopes that hold it and a
 * bar at each line that is meant.
 */
export async function showProblems(
  problems: readonly LintProblem[],
  texts: Texts,
  { syntax, most }: ShowOptions,
): Promise<string> {
  const shown = problems.slice(0, most)
  const parts: string[] = []
  for (const [path, own] of groupBy(shown, (problem) => problem.path)) {
    const text = texts.get(path) ?? null
    const code = text === null ? [] : await showLines(path, { text, own, syntax })
    parts.push(
      [
        path,
        ...own.map((problem) => `- ${sayProblem(problem)}`),
        ...(code.length === 0 ? [] : ['', ...code]),
      ].join('\n'),
    )
  }
  const more = problems.length - shown.length
  return [...parts, ...(more > 0 ? [`and ${more} more`] : [])].join('\n\n')
}

interface Shown {
  readonly text: string
  readonly own: readonly LintProblem[]
  readonly syntax: SyntaxParser
}

async function showLines(path: string, { text, own, syntax }: Shown): Promise<readonly string[]> {
  const lines = text.split('\n')
  const marked = new Set(
    own.flatMap(({ line }) => (line !== null && line >= 1 && line <= lines.length ? [line] : [])),
  )
  const kept = new Set<number>()
  for (const line of marked)
    for (let near = line - around; near <= line + around; near++)
      if (near >= 1 && near <= lines.length) kept.add(near)
  for (const head of await scopeHeads(path, { text, marked, syntax })) kept.add(head)
  // What follows the last line break is no line.
  if (lines.at(-1) === '' && !marked.has(lines.length)) kept.delete(lines.length)
  const width = String(Math.max(0, ...kept)).length
  let last = 0
  return [...kept]
    .toSorted((a, b) => a - b)
    .flatMap((number) => {
      const gap = number > last + 1 ? [`${' '.repeat(width)} ⋮`] : []
      last = number
      return [
        ...gap,
        `${String(number).padStart(width)} ${marked.has(number) ? '█' : '│'} ${lines[number - 1] ?? ''}`,
      ]
    })
}

const scope =
  /^(function|method|class|interface|struct|trait|impl|module|namespace|enum|object|constructor|protocol|extension|singleton_method|mod|def)(_|$)|^(arrow_function|decorated_definition|type_declaration|lexical_declaration)$/

/** First lines of the definitions around the marked lines, outermost first. */
async function scopeHeads(
  path: string,
  { text, marked, syntax }: Pick<Shown, 'text' | 'syntax'> & { readonly marked: ReadonlySet<number> },
): Promise<readonly number[]> {
  const language = languageOf(path)
  if (language === null) return []
  using tree = await syntax.parse(text, language)
  if (tree === null) return []
  const heads = new Set<number>()
  const pending: SyntaxNode[] = [tree.toPlain()]
  for (let node = pending.pop(); node; node = pending.pop()) {
    const { line, endLine, type, named, parent, children } = node
    if (endLine === line || ![...marked].some((each) => each >= line && each <= endLine)) continue
    if (named && parent !== null && scope.test(type)) heads.add(line)
    pending.push(...children)
  }
  return [...heads]
}
