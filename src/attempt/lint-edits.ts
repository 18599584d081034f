import type { AttemptEvent } from '../domain/index.ts'
import { lintChange, lintReportSchema, showProblems, type Linter, type LintReport } from '../lint/index.ts'
import { hashJson } from '../std/index.ts'
import { createSyntax } from '../syntax/index.ts'
import type { AttemptTools } from './strategy.ts'

export interface EditsToLint {
  /** Text of each edited file before its first edit; null for files that did not exist. */
  readonly originals: ReadonlyMap<string, string | null>
  readonly linters: readonly Linter[]
  readonly step: number
  readonly signal: AbortSignal
}

export interface LintedEdits {
  readonly report: LintReport
  /** The problems with the code around them, for a model; empty where there are none. */
  readonly shown: string
}

const timeoutMs = 120_000
const mostShown = 20

/** Says what all edits so far brought in that linters complain of, and writes the answer to the journal. */
export async function* lintEdits(
  tools: Pick<AttemptTools, 'sandbox' | 'journal'>,
  { originals, linters, step, signal }: EditsToLint,
): AsyncGenerator<AttemptEvent, LintedEdits> {
  const after = new Map<string, string | null>()
  for (const path of originals.keys()) after.set(path, await readText(tools, path))
  using syntax = createSyntax()
  const entry = {
    kind: 'exec' as const,
    stage: 'lint',
    step,
    key: hashJson({ before: [...originals], after: [...after], linters: linters.map(({ name }) => name) }),
    schema: lintReportSchema,
  }
  const { value: report } = await tools.journal.ask(entry, () =>
    lintChange({ before: originals, after }, { sandbox: tools.sandbox, syntax, linters, timeoutMs, signal }),
  )
  const { problems, ran, broken, rewritten } = report
  yield { type: 'lint', ran, problems, rewritten }
  for (const { linter, said } of broken)
    yield { type: 'warning', text: `${linter} could not look at the edits: ${said}` }
  if (problems.length === 0) return { report, shown: '' }
  // A compiler also names files that use what was edited.
  const texts = new Map(after)
  for (const { path } of problems) if (!texts.has(path)) texts.set(path, await readText(tools, path))
  const shown = await showProblems(problems, texts, { syntax, most: mostShown })
  return { report, shown }
}

async function readText({ sandbox }: Pick<AttemptTools, 'sandbox'>, path: string): Promise<string | null> {
  const bytes = await sandbox.readFile(path)
  return bytes && new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}
