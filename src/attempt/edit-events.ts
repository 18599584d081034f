import type { AttemptEvent } from '../domain/index.ts'
import type { ApplyResult, ParseProblem } from '../edit/index.ts'

/** What became of each edit of a reply. */
export function tellEdits(
  { applied, failures }: Pick<ApplyResult, 'applied' | 'failures'>,
  problems: readonly ParseProblem[],
): readonly AttemptEvent[] {
  return [
    ...applied.map(({ path, how, line, note }): AttemptEvent => ({
      type: 'edit-applied',
      path,
      how,
      line,
      ...(note === undefined ? {} : { note }),
    })),
    ...failures.map(({ edit, reason }): AttemptEvent => ({
      type: 'edit-rejected',
      path: edit.path,
      reason,
    })),
    ...problems.map(({ line, message }): AttemptEvent => ({
      type: 'edit-rejected',
      path: null,
      reason: `line ${line} of the reply: ${message}`,
    })),
  ]
}
