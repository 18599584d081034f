import type { Definition } from '../../../repo/index.ts'
import { estimateTokens } from '../token-estimate.ts'
import { cutRun, type LineRange } from './cut-run.ts'
import { endOfImports } from './end-of-imports.ts'
import { findOwners, nobody } from './line-owners.ts'
import type { Span } from './span.ts'

export interface CutOptions {
  /** A longer span is cut where that tears least apart. */
  readonly maxTokens: number
}

/**
 * The spans of a text: each function and method, each class without its methods, imports, and blocks for what lies
 * between. Names of the file make their ids, so that the same text has the same ones. Lines that say nothing are in none.
 */
export function cutSpans(
  lines: readonly string[],
  definitions: readonly Definition[],
  { maxTokens }: CutOptions,
): readonly Span[] {
  const taken = new Set<string>()
  const claim = (wanted: string): string => {
    let id = wanted
    for (let count = 2; taken.has(id); count += 1) id = `${wanted}-${count}`
    taken.add(id)
    return id
  }
  return findRuns(lines, findOwners(lines, definitions)).flatMap(({ owner, ...run }) => {
    const name = owner === nobody ? null : qualifiedName(owner, definitions)
    return cutRun(lines, run, maxTokens).map((part, at): Span => {
      const { start, end } = withoutEmpty(lines, part)
      const id = idOf({ name, start, isImports: run.isImports, isFirst: at === 0 && run.isFirst })
      return { id: claim(id), start, end, tokens: estimateTokens(lines.slice(start - 1, end).join('\n')) }
    })
  })
}

/** Lines in a row that belong to one definition. */
interface Run {
  readonly owner: number
  readonly start: number
  readonly end: number
  /** False for what of a class stands behind one of its methods. */
  readonly isFirst: boolean
  readonly isImports: boolean
}

function findRuns(lines: readonly string[], owners: readonly number[]): readonly Run[] {
  const runs: Run[] = []
  const seen = new Set<number>()
  const add = (run: Pick<Run, 'owner' | 'start' | 'end' | 'isImports'>): void => {
    if (lines.slice(run.start - 1, run.end).every((line) => saysNothing.test(line))) return
    runs.push({ ...run, isFirst: !seen.has(run.owner) })
    seen.add(run.owner)
  }
  let start = 1
  for (let end = 1; end <= lines.length; end += 1) {
    const owner = owners[end - 1] ?? nobody
    if (end < lines.length && owners[end] === owner) continue
    const lastImport = owner === nobody && start === 1 ? endOfImports(lines, { start, end }) : null
    if (lastImport !== null) add({ owner, start, end: lastImport, isImports: true })
    add({ owner, start: lastImport === null ? start : lastImport + 1, end, isImports: false })
    start = end + 1
  }
  return runs
}

/** Empty, or closing brackets. */
const saysNothing = /^[\s)}\];,]*$/

/** Without empty lines at its ends, so that one who replaces it need not repeat them. */
function withoutEmpty(lines: readonly string[], { start, end }: LineRange): LineRange {
  const isEmpty = (line: number): boolean => (lines[line - 1] ?? '').trim() === ''
  let [first, last] = [start, end]
  while (first < last && isEmpty(first)) first += 1
  while (last > first && isEmpty(last)) last -= 1
  return { start: first, end: last }
}

function qualifiedName(at: number, definitions: readonly Definition[]): string {
  const definition = definitions[at]
  if (definition === undefined) return ''
  const around = qualifiedName(definition.parent, definitions)
  return around === '' ? definition.name : `${around}.${definition.name}`
}

interface IdParts {
  readonly name: string | null
  readonly start: number
  readonly isImports: boolean
  readonly isFirst: boolean
}

function idOf({ name, start, isImports, isFirst }: IdParts): string {
  if (name !== null) return isFirst ? name : `${name}.block-${start}`
  return isImports ? 'imports' : `block-${start}`
}
