import {
  createFileModel,
  dialectOf,
  lineMutations,
  type FileModel,
  type Mutation,
} from '../../src/mutate/index.ts'
import { findSyntaxErrors, languageOf, type SyntaxParser } from '../../src/syntax/index.ts'
import type { ChangedFile } from './patch-desk.ts'

/** A change that could be made of a fix. */
export interface MutationSite {
  readonly file: ChangedFile
  readonly mutation: Mutation
  /** Text of the line that it is charged to. */
  readonly line: string
  /** Name of the innermost function or method around it; '' where there is none. */
  readonly around: string
  /** On a line that the fix touches. */
  readonly isNear: boolean
  /** Places of the file that do not parse as it is. */
  readonly errors: number
}

/** Fewer changes than that of the lines that a fix touches, and those around are looked at too. */
const enough = 80

/** One-site changes on the lines that a fix touches, and where they are few, in the functions around. */
export async function mutationSites(
  files: readonly ChangedFile[],
  syntax: SyntaxParser,
): Promise<readonly MutationSite[]> {
  const near: MutationSite[] = []
  const around: (() => readonly MutationSite[])[] = []
  for (const file of files) {
    const model = notProduct.test(file.path) ? null : await modelOf(syntax, file)
    if (!model) continue
    const errors = await countErrors(syntax, file)
    const texts = file.text.split('\n')
    const sitesOn = (lines: ReadonlySet<number>, isNear: boolean): readonly MutationSite[] =>
      [...lines]
        .flatMap((line) => lineMutations(model, line))
        .filter((mutation) => touches(model, mutation, file.touched) === isNear)
        .map((mutation) => ({
          file,
          mutation,
          line: (texts[mutation.line - 1] ?? '').trim(),
          around: functionAround(model, mutation.line),
          isNear,
          errors,
        }))
    near.push(...sitesOn(touchedStatements(model, file.touched), true))
    around.push(() => sitesOn(linesAround(model, file.touched), false))
  }
  return near.length < enough ? [...near, ...around.flatMap((find) => find())] : near
}

/** Tests, and what is no part of the code. */
const notProduct =
  /(?:^|\/)(?:tests?|testing|docs?|examples?)\/|(?:^|\/)(?:test_[^/]*|conftest\.py|setup\.py)$/

async function modelOf(syntax: SyntaxParser, { path, text }: ChangedFile): Promise<FileModel | null> {
  const language = languageOf(path)
  const dialect = language && dialectOf(language)
  if (!language || !dialect) return null
  using tree = await syntax.parse(text, language)
  return tree && createFileModel(text, tree.toPlain(), dialect)
}

/** Places that do not parse. */
export async function countErrors(
  syntax: SyntaxParser,
  { path, text }: { readonly path: string; readonly text: string },
): Promise<number> {
  const language = languageOf(path)
  if (!language) return 0
  using tree = await syntax.parse(text, language)
  return tree ? findSyntaxErrors(tree).length : Infinity
}

/** First lines of the statements that touched lines belong to: mutations are charged to them. */
function touchedStatements(model: FileModel, touched: ReadonlySet<number>): ReadonlySet<number> {
  const charged = [...model.nodesByLine.keys()]
  return new Set(
    charged.filter((line) => model.nodesByLine[line]?.some((node) => touched.has(node.line)) === true),
  )
}

/** Lines of the innermost functions around touched lines; outside functions, of the statements themselves. */
function linesAround(model: FileModel, touched: ReadonlySet<number>): ReadonlySet<number> {
  const lines = new Set(touchedStatements(model, touched))
  for (const line of touchedStatements(model, touched))
    for (const node of model.nodesByLine[line] ?? []) {
      const around = touched.has(node.line) ? model.scopeOf(node).node : null
      if (!around || model.roleOf(around) !== 'function') continue
      for (let inside = around.line; inside <= around.endLine; inside++) lines.add(inside)
    }
  return lines
}

function functionAround(model: FileModel, line: number): string {
  const node = model.nodesByLine[line]?.[0]
  return (node && model.scopeOf(node).name) ?? ''
}

function touches({ source }: FileModel, { start, end }: Mutation, touched: ReadonlySet<number>): boolean {
  const first = source.slice(0, start).split('\n').length
  const last = first + source.slice(start, end).split('\n').length - 1
  for (let line = first; line <= last; line++) if (touched.has(line)) return true
  return false
}
