import { gatherEvidence, inFork, type Baseline } from '../../attempt/index.ts'
import { evidenceSchema, type Candidate, type Evidence } from '../../domain/index.ts'
import { withTempFolder, type Sandbox } from '../../sandbox/index.ts'
import { hashJson } from '../../std/index.ts'
import { openJournal, runJournal, type SolveDeps, type SolveRun } from './solve-deps.ts'

/** The winner's patch, applied to a fresh copy of the base by git, and everything run once more. */
export async function verifyWinner(
  deps: SolveDeps,
  run: SolveRun,
  { baseline, best }: { readonly baseline: Baseline; readonly best: Candidate },
): Promise<Evidence> {
  const { config, testCommand } = run.input
  const failCommand = config.failCmd ?? null
  const text = 'running everything once more on a fresh copy with the chosen patch'
  run.onEvent({ type: 'run-note', text })
  const key = hashJson({ base: deps.baseKey, patch: best.patch, testCommand, failCommand })
  const { value } = await openJournal(deps, run, runJournal).ask(
    { kind: 'exec', stage: 'verify', step: 0, key, schema: evidenceSchema },
    () =>
      inFork(deps.base, async (sandbox) => {
        const refused = await applyInside(sandbox, best.patch, run.signal)
        if (refused !== null) return { plausible: false, reason: refused, tests: null, failCommand: null }
        const { evidence } = await gatherEvidence({
          sandbox,
          baseline,
          testCommand,
          failCommand,
          mustFix: deps.strategy.mustFix,
          timeoutMs: config.testMinutes * 60_000,
          signal: run.signal,
        })
        return evidence
      }),
  )
  return value
}

/** Null when the patch applied, else why not. */
function applyInside(sandbox: Sandbox, patch: string, signal: AbortSignal): Promise<string | null> {
  return withTempFolder(sandbox, async (folder) => {
    await sandbox.writeFile(`${folder}/winner.patch`, patch)
    const command = `git apply --whitespace=nowarn ${folder}/winner.patch`
    const applied = await sandbox.exec(command, { cwd: sandbox.root, signal })
    return applied.exitCode === 0 ? null : `the patch does not apply: ${applied.stderr.trim()}`
  })
}
