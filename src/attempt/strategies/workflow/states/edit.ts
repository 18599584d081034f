import { issueBlock } from '../../../../domain/index.ts'
import { diffEdits } from '../edit/diff-edits.ts'
import { findNewFindings } from '../edit/new-findings.ts'
import { followSpans } from '../edit/follow-spans.ts'
import { replaceRange } from '../edit/replace-range.ts'
import type { EditReply } from '../edit/edit-form.ts'
import { plannedSpan } from '../planned-span.ts'
import { renderParts } from '../prompts.ts'
import { again } from '../reply-form.ts'
import { isSame, placeSpans } from '../spans/chosen-spans.ts'
import { renderCode } from '../spans/render-code.ts'
import type { Step } from '../visit.ts'
import type { WorkflowInput } from '../workflow-input.ts'
import type { WorkflowState } from '../workflow-state.ts'

/** The issue, code around, the instructions, and the lines to replace. */
export async function askEdit(now: WorkflowState, input: WorkflowInput): Promise<string> {
  const { problem, reader, settings } = input
  const { change, file, span } = await plannedSpan(now, input)
  const { start, end } = change.lines
  const others = now.chosen.filter((name) => !isSame(name, change))
  // A span that is replaced as a whole need not be seen twice.
  const names = span.start === start && span.end === end ? others : [change, ...others]
  const around = await placeSpans(reader, names, now.edits)
  return renderParts({
    Issue: issueBlock(problem.problemStatement),
    Code: renderCode(around, { maxTokens: settings.editShownTokens, listed: false }),
    Instructions: change.instructions,
    [`Lines ${start} to ${end} of ${file.path}`]: `<search>\n${file.lines.slice(start - 1, end).join('\n')}\n</search>`,
  })
}

/** Back to the plan, with the edit and what it newly broke, or with why there is none. */
export async function followEdit(
  reply: EditReply,
  now: WorkflowState,
  input: WorkflowInput,
): Promise<Step<'plan'>> {
  const { change, file } = await plannedSpan(now, input)
  const where = `${file.path} ${change.id}`
  if (reply.kind === 'reject') {
    const tells = [{ type: 'edit-rejected', path: file.path, reason: reply.reason } as const]
    const news = `The change of ${where} was refused: ${reply.reason}`
    return {
      kind: 'go',
      to: 'plan',
      reason: `refused: ${reply.reason}`,
      change: { change: null, news },
      tells,
    }
  }
  const edited = replaceRange(file.file, change.lines, reply.lines)
  if (edited.kind === 'again') return again(edited.reason)
  const edits = new Map([...now.edits, [file.path, edited.file]])
  const patch = await diffEdits(input.tools.sandbox, edits)
  const tells = [
    { type: 'edit-applied', path: file.path, how: 'replaced', line: change.lines.start } as const,
  ]
  const findings = await findNewFindings(input, file.path, edits)
  const chosen = await followSpans(input.reader, now.chosen, {
    path: file.path,
    before: now.edits,
    after: edits,
    replaced: edited.replaced,
    by: edited.by,
  })
  const news = renderNews(where, findings)
  const reason = findings.length === 0 ? `${where} is changed` : `${where} is changed, with new faults`
  return { kind: 'go', to: 'plan', reason, change: { change: null, edits, patch, chosen, news }, tells }
}

function renderNews(where: string, findings: readonly string[]): string {
  if (findings.length === 0) return `${where} was changed.`
  return `${where} was changed. With the changes there are faults that were not there before:\n\n${findings.join('\n\n')}`
}
