import type { StepwiseFormat } from '../edit-format.ts'
import type { Edit, ParsedReply, ParseOptions, ParseProblem } from '../edit.ts'
import { bareLine } from '../text-file.ts'
import { isMeant } from './is-meant.ts'
import { toRepositoryPath } from './repository-path.ts'

export interface MixedFormats {
  /** The one that the reply was asked for. */
  readonly asked: StepwiseFormat
  /** Those that are understood besides, the least mistakable first. */
  readonly others: readonly StepwiseFormat[]
}

/**
 * The edits of a reply in the order in which they stand, whatever format each is written in. A model that leaves its
 * format for one file means the edit all the same; but it also quotes diffs and code that are no edits. What tells the
 * two apart:
 *
 * - Lines belong to one edit. The format that was asked for takes its own first, then the others in their order; what
 *   lies within an edit, as an example in a new manual does, is text of that edit. A "whole file" that begins as another
 *   format does is taken for that format.
 * - A file is edited in one format. Where the asked one edits it, or a less mistakable one, a diff or code of the same
 *   file is an explanation of that edit: applying it, too, would at best do nothing.
 * - An edit that was not asked for names its file itself, and that file exists unless the edit says that it is new. A
 *   diff of no known file is quoted from elsewhere.
 * - Code under a path is a piece of that file far more often than all of it. It counts for a file that does not exist,
 *   or where it repeats most of what the file holds.
 *
 * Problems of the other formats count where their marks leave no doubt that an edit was meant.
 */
export function readMixed(formats: MixedFormats, reply: string, options: ParseOptions = {}): ParsedReply {
  const lines = reply.split('\n').map(bareLine)
  const { asked, others } = formats
  const own = parse(asked, reply, options)
  const taken: Edit[] = own.edits.filter(
    (edit) => isMeant[asked.name]?.(edit, { lines, options, asked: true }) ?? true,
  )
  const problems: ParseProblem[] = []
  for (const format of others) {
    const read = parse(format, reply, { ...options, chatFiles: [], isFile: knows(options) })
    const settled = new Set(taken.map(({ path }) => path))
    const free = read.edits.filter(
      (edit) => !settled.has(edit.path) && !taken.some((other) => overlap(edit, other)),
    )
    const meant = free.filter(
      (edit) => isMeant[format.name]?.(edit, { lines, options, asked: false }) ?? true,
    )
    taken.push(...meant.map((edit) => ({ ...edit, format: format.name })))
    if (unmistakable.has(format.name))
      problems.push(...read.problems.filter(({ line }) => !isWithin(line, taken)))
  }
  const foreign = taken.filter(({ format }) => format !== undefined)
  return {
    // By their last lines: a move stands above the changes of its file and is made after them.
    edits: taken.sort((a, b) => lastLine(a) - lastLine(b)),
    problems: [...own.problems.filter((problem) => stands(problem, foreign)), ...problems],
    commands: own.commands.filter(({ line }) => !isWithin(line, foreign)),
  }
}

function parse(format: StepwiseFormat, reply: string, options: ParseOptions): ParsedReply {
  const read = format.parse(reply, options)
  return { ...read, edits: read.edits.map((edit) => toRepositoryPath(edit, knows(options))) }
}

const unmistakable: ReadonlySet<string> = new Set(['search-replace', 'patch'])

function knows({ isFile, chatFiles = [] }: ParseOptions): (path: string) => boolean {
  return (path) => chatFiles.includes(path) || isFile?.(path) === true
}

function lastLine({ line, endLine = line }: Edit): number {
  return endLine
}

function overlap(a: Edit, b: Edit): boolean {
  return a.line <= lastLine(b) && b.line <= lastLine(a)
}

function isWithin(line: number, edits: readonly Edit[]): boolean {
  return edits.some((edit) => edit.line <= line && line <= lastLine(edit))
}

/** A fence that the asked format found no path for is explained by edits of other formats, if there are any. */
function stands({ kind, line }: ParseProblem, foreign: readonly Edit[]): boolean {
  return !isWithin(line, foreign) && !(kind === 'missing-path' && foreign.length > 0)
}
