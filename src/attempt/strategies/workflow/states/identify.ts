import { z } from 'zod'
import { issueBlock, type AttemptEvent } from '../../../../domain/index.ts'
import { renderParts } from '../prompts.ts'
import { again, jsonForm } from '../reply-form.ts'
import { distinctNames, placeSpans, tokensOf } from '../spans/chosen-spans.ts'
import { nameSpan } from '../spans/name-span.ts'
import { renderCode, type PlacedSpan } from '../spans/render-code.ts'
import type { Step } from '../visit.ts'
import type { WorkflowInput } from '../workflow-input.ts'
import type { WorkflowState } from '../workflow-state.ts'

const replySchema = z.object({
  identified_spans: z.array(z.object({ file_path: z.string(), span_ids: z.array(z.string()) })),
})
type IdentifyReply = Readonly<z.infer<typeof replySchema>>

export const identifyForm = jsonForm('identify', replySchema)

export async function askIdentify(
  { found, chosen, edits, searches }: WorkflowState,
  { problem, reader, settings }: WorkflowInput,
): Promise<string> {
  const placed = await placeSpans(reader, found, edits)
  return renderParts({
    Issue: issueBlock(problem.problemStatement),
    'Chosen before': chosen.map(({ path, id }) => `${path}: ${id}`).join('\n'),
    [`Found: ${searches.at(-1) ?? ''}`]: renderCode(placed, {
      maxTokens: settings.shownTokens,
      listed: true,
    }),
  })
}

/** To a judgement of what is chosen, or back to the search when nothing is. */
export async function followIdentify(
  { identified_spans: identified }: IdentifyReply,
  { found, chosen, edits }: WorkflowState,
  { tools, reader, settings, signal }: WorkflowInput,
): Promise<Step<'decide' | 'search'>> {
  const paths = new Set([...found, ...chosen].map(({ path }) => path))
  const placed: PlacedSpan[] = []
  for (const { file_path: path, span_ids: ids } of identified)
    for (const id of ids) {
      const named = await nameSpan({ reader, edits, paths, chosen }, { path, id })
      if (named.kind === 'again') return named
      placed.push(named.placed)
    }
  if (placed.length === 0)
    return { kind: 'go', to: 'search', reason: 'nothing of it matters', change: { suggestions: '' } }
  const names = placed.map(({ file, span }) => ({ path: file.path, id: span.id }))
  const all = distinctNames([...chosen, ...names])
  const tokens = tokensOf(await placeSpans(reader, all, edits))
  if (tokens > settings.contextTokens)
    return again(
      `the chosen code comes to ${tokens} tokens, and ${settings.contextTokens} is the most: choose what matters most`,
    )
  const fresh = [...new Set(names.map(({ path }) => path))].filter(
    (path) => !chosen.some((other) => other.path === path),
  )
  for (const path of fresh)
    if ((await tools.approval.ask({ kind: 'add-file', path }, { signal })) === 'no')
      return again(`${path} must not be used`)
  const reason = names.map(({ path, id }) => `${path} ${id}`).join(', ')
  return { kind: 'go', to: 'decide', reason, change: { chosen: all }, tells: tellFiles(fresh) }
}

function tellFiles(paths: readonly string[]): readonly AttemptEvent[] {
  return paths.length === 0
    ? []
    : [{ type: 'files-added', paths: [...paths], reason: 'parts of it were chosen' }]
}
