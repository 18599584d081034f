/** One pass over the issues: what the ranks are made of, kept small enough to fit weights on. */
import type { SourceTree } from '../../src/repo/index.ts'
import {
  createTreeSearch,
  definitionsOf,
  judgeCode,
  nodeOf,
  type CodeIndex,
  type JudgedCode,
} from '../../src/repo/index.ts'
import { goldSpans, parseGold, type Span } from './gold.ts'

export interface Issue {
  readonly instance_id: string
  readonly repo: string
  readonly base_commit: string
  readonly problem_statement: string
  readonly patch: string
}

/** What speaks for each file and symbol, and which of them the gold patch changes. */
export interface Observation extends JudgedCode {
  readonly id: string
  readonly repo: string
  /** Whether the text names the gold file by its whole path. */
  readonly named: boolean
  readonly goldFiles: readonly string[]
  /** `path:startLine` of the functions that the gold patch changes. */
  readonly goldSymbols: readonly string[]
}

export async function observe(issue: Issue, tree: SourceTree, index: CodeIndex): Promise<Observation> {
  const indexed = await index.read(tree)
  const search = createTreeSearch(indexed)
  const judged = judgeCode(search, issue.problem_statement)
  const golds = parseGold(issue.patch)
  const goldSymbols: string[] = []
  for (const gold of golds) {
    const bytes = await tree.read(gold.path)
    const lines = new TextDecoder().decode(bytes ?? new Uint8Array()).split('\n')
    const node = nodeOf(indexed, gold.path)
    const spans = functionSpans(node < 0 ? [] : definitionsOf(indexed, node), lines)
    goldSymbols.push(...goldSpans(gold, spans, lines).map(({ startLine }) => `${gold.path}:${startLine}`))
  }
  return {
    id: issue.instance_id,
    repo: issue.repo,
    named: golds.every(({ path }) => issue.problem_statement.includes(path)),
    ...judged,
    goldFiles: golds.map(({ path }) => path),
    goldSymbols: [...new Set(goldSymbols)],
  }
}

/** Functions that lie in no other function. */
function functionSpans(
  definitions: readonly {
    readonly name: string
    readonly kind: string
    readonly line: number
    readonly startLine: number
    readonly endLine: number
    readonly parent: number
  }[],
  lines: readonly string[],
): readonly Span[] {
  const inFunction = (index: number): boolean => {
    const parent = definitions[index]?.parent ?? -1
    return parent >= 0 && (definitions[parent]?.kind === 'function' || inFunction(parent))
  }
  return definitions.flatMap(({ name, kind, line, startLine, endLine }, index) =>
    kind === 'function' && !inFunction(index)
      ? [{ name, startLine, endLine, indent: Math.max(0, (lines[line - 1] ?? '').search(/\S/)) }]
      : [],
  )
}
