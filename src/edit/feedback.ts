import type { AppliedEdit, ApplyResult, FailedEdit, ParseProblem } from './edit.ts'

/** What a model should read after its edits were not all taken: why, the nearest places, and what not to send again. */
export function renderFeedback(
  result: Pick<ApplyResult, 'applied' | 'failures'>,
  problems: readonly ParseProblem[] = [],
): string | null {
  const { applied, failures } = result
  if (failures.length + problems.length === 0) return null
  const parts = [
    `${count(failures.length + problems.length, 'edit')} of your reply could not be used.`,
    ...problems.map((problem) => `Line ${problem.line} of the reply: ${problem.message}.`),
    ...failures.slice(0, maxShown).map(renderFailure),
    ...(failures.length > maxShown ? [`${count(failures.length - maxShown, 'more edit')} failed.`] : []),
    renderApplied(applied),
    'Send only the edits that were not used, corrected.',
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

const maxShown = 20
const maxLines = 60

function renderFailure({ edit, kind, reason, nearMiss, otherMisses = [] }: FailedEdit): string {
  const { search } = edit.readings[0]
  const marked = edit.hunk !== undefined
  const lines = [`${edit.path} (line ${edit.line} of the reply): ${reason}.`]
  if (search !== null && search !== '')
    lines.push(marked ? 'These lines were looked for:' : 'SEARCH was:', indent(search))
  if (kind === 'ambiguous')
    lines.push(
      marked
        ? 'Give more unchanged lines around the change, or behind @@ the line of the function or class that it is in.'
        : 'Put more of the lines around it into SEARCH, so that only one place fits.',
    )
  if (nearMiss !== null) {
    const { path, line, endLine, text } = nearMiss
    lines.push(`The nearest text is in ${path}, lines ${line} to ${endLine}:`, indent(text))
  }
  for (const { path, line, endLine, text } of otherMisses)
    lines.push(`Another is in ${path}, lines ${line} to ${endLine}:`, indent(text))
  return lines.join('\n')
}

function renderApplied(applied: readonly AppliedEdit[]): string {
  if (applied.length === 0) return ''
  const lines = applied
    .slice(0, maxShown)
    .map(({ path, line, note }) => `- ${path}, line ${line}${note === undefined ? '' : ` (${note})`}`)
  return [`${count(applied.length, 'edit')} took effect and must not be sent again:`, ...lines].join('\n')
}

function indent(text: string): string {
  const lines = text.replace(/\n$/, '').split('\n')
  const shown = lines.length > maxLines ? [...lines.slice(0, maxLines), '…'] : lines
  return shown.map((line) => `    ${line}`).join('\n')
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
