import { issueBlock } from '../../../../domain/index.ts'
import { z } from 'zod'
import { refusePath } from '../../../../edit/index.ts'
import { readPathFacts } from '../../../repository-files.ts'
import { renderParts } from '../prompts.ts'
import { again, jsonForm } from '../reply-form.ts'
import { distinctNames, placeSpans, tokensOf } from '../spans/chosen-spans.ts'
import { nameSpan } from '../spans/name-span.ts'
import { renderCode } from '../spans/render-code.ts'
import type { Step } from '../visit.ts'
import type { WorkflowInput } from '../workflow-input.ts'
import type { WorkflowState } from '../workflow-state.ts'

const text = z.string().nullable().prefault(null)
const replySchema = z.object({
  action: z.enum(['modify', 'review', 'finish', 'reject']),
  instructions: text,
  file_path: text,
  span_id: text,
})
type PlanReply = Readonly<z.infer<typeof replySchema>>

export const planForm = jsonForm('plan', replySchema)

export async function askPlan(
  { chosen, edits, patch, news }: WorkflowState,
  { problem, reader, settings }: WorkflowInput,
): Promise<string> {
  const placed = await placeSpans(reader, chosen, edits)
  return renderParts({
    Issue: issueBlock(problem.problemStatement),
    'Code that matters': renderCode(placed, { maxTokens: settings.shownTokens, listed: true }),
    'Changes so far': patch.trimEnd(),
    'The last change': news,
  })
}

/** To the change that is wanted, or to an end; a review of changes is one, since nobody else is there to make it. */
export async function followPlan(
  reply: PlanReply,
  now: WorkflowState,
  input: WorkflowInput,
): Promise<Step<'edit' | 'clarify' | 'finished' | 'rejected'>> {
  const { action, instructions: said } = reply
  const instructions = said?.trim() ?? ''
  if (action === 'modify') return followModify({ ...reply, instructions }, now, input)
  if (action === 'reject') return { kind: 'go', to: 'rejected', reason: instructions || 'no reason is given' }
  if (now.patch === '') return again(`there is no change yet to ${action}`)
  return { kind: 'go', to: 'finished', reason: instructions || `${action} is asked for` }
}

interface Modify {
  readonly instructions: string
  readonly file_path: string | null
  readonly span_id: string | null
}

async function followModify(
  { instructions, file_path: path, span_id: id }: Modify,
  { chosen, edits }: WorkflowState,
  { tools, reader, settings }: WorkflowInput,
): Promise<Step<'edit' | 'clarify'>> {
  if (instructions === '' || path === null || id === null)
    return again('to modify, it has to give `instructions`, `file_path` and `span_id`')
  const paths = new Set(chosen.map((name) => name.path))
  const named = await nameSpan({ reader, edits, paths, chosen }, { path, id })
  if (named.kind === 'again') return named
  const { file, span } = named.placed
  const refusal = refusePath(file.path, await readPathFacts(tools.sandbox, [file.path]))
  if (refusal !== null) return again(`${file.path} ${refusal}`)
  const name = { path: file.path, id: span.id }
  const all = distinctNames([...chosen, name])
  const fits = tokensOf(await placeSpans(reader, all, edits)) <= settings.contextTokens
  const { start, end } = span
  const change = { change: { ...name, instructions, lines: { start, end } }, chosen: fits ? all : chosen }
  const where = `${file.path} ${span.id}`
  if (span.tokens <= settings.editTokens) return { kind: 'go', to: 'edit', reason: where, change }
  return { kind: 'go', to: 'clarify', reason: `${where} has ${span.tokens} tokens`, change }
}
