import { showProblems, syntaxProblemsOf } from '../../../../lint/index.ts'
import { createSyntax } from '../../../../syntax/index.ts'
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
  const change = { before: new Map([[path, texts.before]]), after: new Map([[path, texts.after]]) }
  using syntax = createSyntax()
  const errors = await syntaxProblemsOf(change, syntax)
  // What does not parse has faults everywhere.
  if (errors.length > 0) return [await showProblems(errors, change.after, { syntax, most })]
  const faults = await checks.newFaults(path, texts)
  return faults.slice(0, most).map(({ line, message }) => `${path}, line ${line}: ${message}`)
}

const most = 10
