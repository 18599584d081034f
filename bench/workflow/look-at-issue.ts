/** Which of the spans that a gold patch changes the questions of the workflow strategy would show. */
import { defaultWorkflowOptions } from '../../src/attempt/index.ts'
import { findSpans, findSpansForIssue } from '../../src/attempt/strategies/workflow/search/find-spans.ts'
import {
  isSame,
  placeSpans,
  type SpanName,
} from '../../src/attempt/strategies/workflow/spans/chosen-spans.ts'
import { createCodeReader, type CodeReader } from '../../src/attempt/strategies/workflow/spans/code-reader.ts'
import { fitSpans } from '../../src/attempt/strategies/workflow/spans/render-code.ts'
import { spanAt } from '../../src/attempt/context/spans/span.ts'
import { createCodeFinder, type SourceTree } from '../../src/repo/index.ts'
import { createSyntax } from '../../src/syntax/index.ts'
import type { Issue } from '../localize/collect.ts'
import { parseGold } from '../localize/gold.ts'

/** Counts of changed spans. */
export interface Look {
  readonly id: string
  /** All of them. */
  readonly gold: number
  readonly opening: number
  readonly title: number
  readonly titleShown: number
  readonly issue: number
  readonly issueShown: number
}

export async function lookAtIssue(
  issue: Issue,
  { tree, folder }: { readonly tree: SourceTree; readonly folder: string },
): Promise<Look> {
  const options = defaultWorkflowOptions
  using syntax = createSyntax()
  using code = createCodeFinder({ tree, syntax, folder })
  using reader = createCodeReader({
    sandbox: { readFile: async (path) => tree.read(path) },
    syntax,
    maxTokens: options.spanTokens,
  })
  const place = { code, reader, signal: new AbortController().signal }
  const text = issue.problem_statement
  const gold = await changedSpans(reader, issue.patch)
  const count = (names: readonly SpanName[]): number =>
    gold.filter((one) => names.some((name) => isSame(one, name))).length
  const shown = async (names: readonly SpanName[], maxTokens: number): Promise<number> => {
    const placed = fitSpans(await placeSpans(reader, names, new Map()), maxTokens).shown
    return count(placed.map(({ file, span }) => ({ path: file.path, id: span.id })))
  }
  const ask = (query: string): Promise<readonly SpanName[]> =>
    findSpans(
      place,
      [{ query, file_pattern: null, code_snippet: null, class_names: null, function_names: null }],
      options.searchSpans,
    )
  const opening = await findSpansForIssue(place, text, {
    spans: options.openingSpans,
    perFile: options.openingSpansPerFile,
  })
  const [byTitle, byIssue] = [await ask(text.trimStart().split('\n', 1)[0] ?? ''), await ask(text)]
  return {
    id: issue.instance_id,
    gold: gold.length,
    opening: await shown(opening, options.openingTokens),
    title: count(byTitle),
    titleShown: await shown(byTitle, options.shownTokens),
    issue: count(byIssue),
    issueShown: await shown(byIssue, options.shownTokens),
  }
}

/** Where something is only added, the span before it counts. */
async function changedSpans(reader: CodeReader, patch: string): Promise<readonly SpanName[]> {
  const names: SpanName[] = []
  for (const { path, changed, added } of parseGold(patch)) {
    const file = await reader.read(path, new Map())
    if (file === null) continue
    for (const line of [...changed, ...added.map(({ after }) => after)]) {
      let at = line
      while (at > 1 && !spanAt(file, at)) at -= 1
      const span = spanAt(file, at)
      const name = span && { path, id: span.id }
      if (name && !names.some((other) => isSame(other, name))) names.push(name)
    }
  }
  return names
}
