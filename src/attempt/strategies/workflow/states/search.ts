import { issueBlock } from '../../../../domain/index.ts'
import { z } from 'zod'
import { isTestPath } from '../../../../repo/index.ts'
import { renderParts } from '../prompts.ts'
import { again, jsonForm } from '../reply-form.ts'
import { search } from '../search/journalled-search.ts'
import { renderRequest, searchRequestSchema } from '../search/search-request.ts'
import { isSame, placeSpans } from '../spans/chosen-spans.ts'
import { renderCode } from '../spans/render-code.ts'
import type { Step } from '../visit.ts'
import type { WorkflowInput } from '../workflow-input.ts'
import type { WorkflowState } from '../workflow-state.ts'

const replySchema = z.object({
  requests: z.array(searchRequestSchema).prefault([]),
  complete: z.boolean().prefault(false),
})
type SearchReply = Readonly<z.infer<typeof replySchema>>

export const searchForm = jsonForm('search', replySchema)

/** The issue with what it finds by itself, or with the code that was chosen since. */
export async function askSearch(
  { opening, chosen, edits, searches, suggestions }: WorkflowState,
  { problem, reader, settings }: WorkflowInput,
): Promise<string> {
  const placed = await placeSpans(reader, chosen.length > 0 ? chosen : opening, edits)
  const code =
    chosen.length > 0
      ? { 'Chosen code': renderCode(placed, { maxTokens: settings.shownTokens, listed: true }) }
      : { 'A first look': renderCode(placed, { maxTokens: settings.openingTokens, listed: false }) }
  return renderParts({
    Issue: issueBlock(problem.problemStatement),
    ...code,
    'Searches so far': searches.join('\n'),
    'What is missing': suggestions,
  })
}

/** To what the search finds, or to the plan when nothing is missing. */
export async function followSearch(
  { requests, complete }: SearchReply,
  { chosen, searches }: WorkflowState,
  input: WorkflowInput,
): Promise<Step<'identify' | 'plan'>> {
  const said = requests.filter((request) => renderRequest(request) !== '')
  if (said.length === 0) {
    if (!complete) return again('it searches for nothing')
    if (chosen.length === 0) return again('no code is chosen yet, so the search cannot be complete')
    return { kind: 'go', to: 'plan', reason: 'the search is complete' }
  }
  const test = said.map(({ file_pattern: pattern }) => pattern ?? '').find(isTestPattern)
  if (test !== undefined) return again(`tests are not searched, and ${test} are tests`)
  const { spans: all, tells } = await search(input, said)
  const found = all.filter((name) => !chosen.some((other) => isSame(name, other)))
  const asked = said.map(renderRequest).join('; ')
  if (found.length === 0)
    return {
      ...again(
        all.length > 0 ? `all that is found for ${asked} is chosen already` : `nothing is found for ${asked}`,
      ),
      tells,
    }
  const files = new Set(found.map(({ path }) => path)).size
  const reason = `${found.length} spans of ${files} files for ${asked}`
  return { kind: 'go', to: 'identify', reason, change: { found, searches: [...searches, reason] }, tells }
}

function isTestPattern(pattern: string): boolean {
  return isTestPath(pattern.replaceAll('*', 'x')) || isTestPath(pattern.replaceAll('*', ''))
}
