import { issueBlock } from '../../../../domain/index.ts'
import { z } from 'zod'
import { renderParts } from '../prompts.ts'
import { jsonForm } from '../reply-form.ts'
import { placeSpans } from '../spans/chosen-spans.ts'
import { renderCode } from '../spans/render-code.ts'
import type { Step } from '../visit.ts'
import type { WorkflowInput } from '../workflow-input.ts'
import type { WorkflowState } from '../workflow-state.ts'

const replySchema = z.object({
  relevant: z.boolean(),
  complete: z.boolean(),
  search_suggestions: z.string().nullable().prefault(null),
})
type DecideReply = Readonly<z.infer<typeof replySchema>>

export const decideForm = jsonForm('decide', replySchema)

export async function askDecide(
  { chosen, edits, searches }: WorkflowState,
  { problem, reader, settings }: WorkflowInput,
): Promise<string> {
  const placed = await placeSpans(reader, chosen, edits)
  return renderParts({
    Issue: issueBlock(problem.problemStatement),
    'Searches so far': searches.join('\n'),
    'Chosen code': renderCode(placed, { maxTokens: settings.shownTokens, listed: true }),
  })
}

/** To the plan when the code is relevant and nothing is missing, or relevant for the second time; else to a search. */
export function followDecide(
  { relevant, complete, search_suggestions: suggestions }: DecideReply,
  { calledRelevant }: WorkflowState,
): Step<'plan' | 'search'> {
  if (relevant && complete) return { kind: 'go', to: 'plan', reason: 'the code is relevant and complete' }
  if (relevant && calledRelevant > 0)
    return { kind: 'go', to: 'plan', reason: 'the code is relevant once more' }
  return {
    kind: 'go',
    to: 'search',
    reason: relevant ? 'something is missing' : 'the code is not relevant',
    change: { suggestions: suggestions ?? '', calledRelevant: calledRelevant + (relevant ? 1 : 0) },
  }
}
