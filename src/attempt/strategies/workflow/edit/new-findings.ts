import { findNewSyntaxErrors } from '../../../syntax-check.ts'
import type { Edits } from '../spans/code-reader.ts'
import type { WorkflowInput } from '../workflow-input.ts'

/** Faults of a file that its edits brought in: what no longer parses, and what can run and can hardly be meant. */
export async function findNewFindings(
  { reader, checks }: Pick<WorkflowInput, 'reader' | 'checks'>,
  path: string,
  edits: Edits,
): Promise<readonly string[]> {
  const [before, after] = [await reader.read(path, new Map()), await reader.read(path, edits)]
  const texts = { before: before?.lines.join('\n') ?? null, after: after?.lines.join('\n') ?? '' }
  const errors = await findNewSyntaxErrors(path, texts)
  // What does not parse has faults everywhere.
  if (errors.length > 0) return errors.slice(0, most)
  const faults = await checks.newFaults(path, texts)
  return faults.slice(0, most).map(({ line, message }) => `${path}, line ${line}: ${message}`)
}

const most = 10
