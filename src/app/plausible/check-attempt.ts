import { z } from 'zod'
import { applyPatch, gatherEvidence, inFork, type Baseline } from '../../attempt/index.ts'
import { evidenceSchema, type AttemptOutcome, type Candidate, type Evidence } from '../../domain/index.ts'
import { hashJson } from '../../std/index.ts'
import { configuredLinters } from '../configured-linters.ts'
import { candidatesOf } from '../select/pick-candidate.ts'
import { openJournal, runJournal, type SolveDeps, type SolveRun } from '../solve/solve-deps.ts'
import { verdictOf } from './attempt-verdict.ts'
import type { EditOutcomes } from './edit-outcomes.ts'
import { lintPatch, type LintedPatch } from './lint-patch.ts'
import type { CheckedAttempt } from './plausible-record.ts'

/** An attempt with its best patch, which carries what was seen of it here. */
export interface CheckedEnd {
  readonly attempt: CheckedAttempt
  /** Null where it left none. */
  readonly candidate: Candidate | null
}

export interface EndedAttempt {
  readonly attemptIndex: number
  readonly outcome: AttemptOutcome
  readonly baseline: Baseline
  readonly edits: EditOutcomes
}

/**
 * Looks at the best patch of an attempt on a fresh copy of the base: lint, tests, the failing command. It is the same for
 * every strategy, whatever the attempt itself has run, and stands in the journal of the run.
 */
export async function checkAttempt(
  deps: SolveDeps,
  run: SolveRun,
  { attemptIndex, outcome, baseline, edits }: EndedAttempt,
): Promise<CheckedEnd> {
  const { config } = run.input
  const [best] = candidatesOf(outcome)
  const model = config.model[attemptIndex % config.model.length] ?? null
  if (!best) {
    const { check, plausible, reason } = verdictOf(null, config.plausible)
    const why = 'reason' in outcome ? `${reason}: ${outcome.reason}` : reason
    const attempt = { attemptIndex, model, ...check, plausible, reason: why, brokenLinters: [] }
    return { attempt, candidate: null }
  }
  const seen = await lookAt(deps, run, { baseline, attemptIndex, patch: best.patch })
  const { evidence, brokenLinters } = seen
  for (const text of brokenLinters)
    run.onEvent({ type: 'run-note', text: `attempt ${attemptIndex}: ${text}` })
  const { check, plausible, reason } = verdictOf({ ...seen, edits: edits.of(attemptIndex) }, config.plausible)
  return {
    attempt: { attemptIndex, model, ...check, plausible, reason, brokenLinters },
    candidate: { ...best, evidence: { ...evidence, plausible, reason } },
  }
}

const seenSchema = z.object({
  faults: z.array(z.string()).readonly(),
  brokenLinters: z.array(z.string()).readonly().default([]),
  evidence: evidenceSchema,
})

interface Look {
  readonly baseline: Baseline
  readonly attemptIndex: number
  readonly patch: string
}

async function lookAt(deps: SolveDeps, run: SolveRun, look: Look): Promise<z.infer<typeof seenSchema>> {
  const { config, testCommand } = run.input
  const { attemptIndex, patch } = look
  const failCommand = config.failCmd ?? null
  const { mustFix } = deps.strategy
  const { plausible: rule, lint, lintCmd } = config
  const { value } = await openJournal(deps, run, runJournal).ask(
    {
      kind: 'exec',
      stage: 'plausible',
      step: attemptIndex,
      key: hashJson({ base: deps.baseKey, patch, testCommand, failCommand, mustFix, rule, lint, lintCmd }),
      independent: true,
      schema: seenSchema,
    },
    () => runAll(deps, run, look),
  )
  return value
}

function runAll(
  deps: SolveDeps,
  { input: { config, testCommand }, signal }: SolveRun,
  { baseline, patch }: Look,
): Promise<z.infer<typeof seenSchema>> {
  return inFork(deps.base, async (patched) => {
    const refused = await applyPatch(patched, patch, { signal })
    if (refused !== null) return { ...nothingLinted, evidence: unapplied(refused) }
    const count = config.plausible === 'article' ? 'any' : 'new'
    const linters = configuredLinters(config)
    const places = { base: deps.base, patched }
    const linted =
      linters === null ? nothingLinted : await lintPatch(patch, places, { linters, count, signal })
    const { evidence } = await gatherEvidence({
      sandbox: patched,
      baseline,
      testCommand,
      failCommand: config.failCmd ?? null,
      mustFix: deps.strategy.mustFix,
      timeoutMs: config.testMinutes * 60_000,
      signal,
    })
    return { ...linted, evidence }
  })
}

const nothingLinted: LintedPatch = { faults: [], brokenLinters: [] }

function unapplied(reason: string): Evidence {
  return { plausible: false, reason, tests: null, failCommand: null }
}
