import { issueBlock } from '../../../../domain/index.ts'
import { z } from 'zod'
import { estimateTokens } from '../../../context/token-estimate.ts'
import { renderParts } from '../prompts.ts'
import { again, jsonForm } from '../reply-form.ts'
import type { Step } from '../visit.ts'
import { plannedSpan } from '../planned-span.ts'
import type { WorkflowInput } from '../workflow-input.ts'
import type { WorkflowState } from '../workflow-state.ts'

const replySchema = z.object({
  start_line: z.coerce.number().int(),
  end_line: z.coerce.number().int(),
  reject: z.boolean().prefault(false),
})
type ClarifyReply = Readonly<z.infer<typeof replySchema>>

export const clarifyForm = jsonForm('clarify', replySchema)

export async function askClarify(now: WorkflowState, input: WorkflowInput): Promise<string> {
  const { change, file, span } = await plannedSpan(now, input)
  const numbered = file.lines
    .slice(span.start - 1, span.end)
    .map((line, at) => `${String(span.start + at).padStart(5)} ${line}`)
  return renderParts({
    Issue: issueBlock(input.problem.problemStatement),
    [`The part ${span.id} of ${file.path}`]: numbered.join('\n'),
    'What is to be changed': change.instructions,
    'The most that can be replaced': `${input.settings.editTokens} tokens, some ${Math.floor(input.settings.editTokens / 10)} lines`,
  })
}

/** To the edit of some lines of the span, or back to the plan. */
export async function followClarify(
  { start_line: start, end_line: end, reject }: ClarifyReply,
  now: WorkflowState,
  input: WorkflowInput,
): Promise<Step<'edit' | 'plan'>> {
  const { change, file, span } = await plannedSpan(now, input)
  const where = `${file.path} ${span.id}`
  if (reject) {
    const news = `The change of ${where} was not made: nobody could say which lines to replace.`
    return { kind: 'go', to: 'plan', reason: `${where} is not where to change it`, change: { news } }
  }
  if (start > end || start < span.start || end > span.end)
    return again(`lines ${start} to ${end} do not lie within ${span.start} to ${span.end}`)
  const tokens = estimateTokens(file.lines.slice(start - 1, end).join('\n'))
  if (tokens > input.settings.editTokens)
    return again(
      `lines ${start} to ${end} come to ${tokens} tokens, and ${input.settings.editTokens} is the most`,
    )
  const reason = `${where}, lines ${start} to ${end}`
  return { kind: 'go', to: 'edit', reason, change: { change: { ...change, lines: { start, end } } } }
}
