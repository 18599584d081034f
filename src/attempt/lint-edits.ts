import type { AttemptEvent } from '../domain/index.ts'
import {
  lintChange,
  lintReportSchema,
  sayBroken,
  showProblems,
  textsOf,
  type Contents,
  type Linter,
  type LintReport,
} from '../lint/index.ts'
import { hashJson } from '../std/index.ts'
import { createSyntax } from '../syntax/index.ts'
import type { AttemptTools } from './strategy.ts'

export interface EditsToLint {
  /** Each edited file before its first edit. */
  readonly originals: Contents
  readonly linters: readonly Linter[]
  readonly step: number
  readonly signal: AbortSignal
}

export interface LintedEdits {
  readonly report: LintReport
  /** The problems with the code around them, for a model; empty where there are none. */
  readonly shown: string
}

const mostShown = 20

/** Says what all edits so far brought in that linters complain of, and writes the answer to the journal. */
export async function* lintEdits(
  tools: Pick<AttemptTools, 'sandbox' | 'journal'>,
  { originals, linters, step, signal }: EditsToLint,
): AsyncGenerator<AttemptEvent, LintedEdits> {
  const after = await readAll(tools, originals.keys())
  using syntax = createSyntax()
  const entry = {
    kind: 'exec' as const,
    stage: 'lint',
    step,
    key: hashJson({
      before: base64Of(originals),
      after: base64Of(after),
      linters: linters.map(({ name }) => name),
    }),
    schema: lintReportSchema,
  }
  const { value: report } = await tools.journal.ask(entry, () =>
    lintChange({ before: originals, after }, { sandbox: tools.sandbox, syntax, linters, signal }),
  )
  const { problems, ran, broken, rewritten } = report
  yield { type: 'lint', ran, problems, rewritten, broken: broken.map(sayBroken) }
  if (problems.length === 0) return { report, shown: '' }
  // A compiler also names files that use what was edited.
  const others = problems.map(({ path }) => path).filter((path) => !after.has(path))
  const texts = textsOf(new Map([...after, ...(await readAll(tools, new Set(others)))]))
  const shown = await showProblems(problems, texts, { syntax, most: mostShown })
  return { report, shown }
}

type Place = Pick<AttemptTools, 'sandbox'>

async function readAll({ sandbox }: Place, paths: Iterable<string>): Promise<Contents> {
  const contents = new Map<string, Uint8Array | null>()
  for (const path of paths) contents.set(path, await sandbox.readFile(path))
  return contents
}

function base64Of(contents: Contents) {
  return [...contents].map(([path, bytes]) => [path, bytes && Buffer.from(bytes).toString('base64')])
}
