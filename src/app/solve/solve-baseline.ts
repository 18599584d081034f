import { performance } from 'node:perf_hooks'
import { z } from 'zod'
import { measureBaseline, type Baseline } from '../../attempt/index.ts'
import { isFailing, isPassing, testStatusSchema } from '../../domain/index.ts'
import { CapuchinError, hashJson } from '../../std/index.ts'
import { canRunWarm } from '../../test-runner/index.ts'
import { openJournal, runJournal, type SolveDeps, type SolveRun } from './solve-deps.ts'

const storedBaselineSchema = z.object({
  statuses: z.array(z.tuple([z.string(), testStatusSchema])),
  exitCode: z.number().nullable(),
  timedOut: z.boolean(),
  flaky: z.array(z.string()),
  failCommandExitCode: z.number().nullable(),
  output: z.string(),
  durationMs: z.number(),
})

/** Full runs of the tests on the base; what differs between them is flaky. */
const repetitions = 2

/**
 * What the tests and the failing command say before any change, once per run and base.
 *
 * @throws CapuchinError `solve/fail-command-passes`, `solve/tests-hang`.
 */
export async function journalledBaseline(deps: SolveDeps, run: SolveRun): Promise<Baseline> {
  const { config, testCommand } = run.input
  // What is left of the time has to do for the attempts.
  const minutes = Math.min(config.testMinutes, config.maxMinutes / 3)
  const journal = openJournal(deps, run, runJournal)
  const failCommand = config.failCmd ?? null
  const { value } = await journal.ask(
    {
      kind: 'exec',
      stage: 'baseline',
      step: 0,
      key: hashJson({ base: deps.baseKey, testCommand, failCommand, repetitions }),
      schema: storedBaselineSchema,
    },
    async () => {
      using _ = reportWaiting(run, minutes)
      const measured = await measureBaseline({
        sandbox: deps.base,
        testCommand,
        failCommand,
        repetitions,
        timeoutMs: minutes * 60_000,
        signal: run.signal,
      })
      return { ...measured, statuses: [...measured.statuses], flaky: [...measured.flaky] }
    },
  )
  const statuses = new Map(value.statuses)
  run.onEvent({
    type: 'baseline',
    command: testCommand?.command ?? null,
    passed: value.statuses.filter(([, status]) => isPassing(status)).length,
    failed: value.statuses.filter(([, status]) => isFailing(status)).length,
    flaky: value.flaky.length,
  })
  if (failCommand !== null && value.failCommandExitCode === 0) {
    throw new CapuchinError(
      'solve/fail-command-passes',
      `'${failCommand}' exits 0 before any change, so it does not show the bug`,
      {
        hint: 'give --fail-cmd a command that fails because of the bug',
      },
    )
  }
  const saidNothing = value.statuses.every(([test]) => test === testCommand?.command)
  // The mutation strategy runs such tests one by one and can find what makes one of them hang.
  const canGoOn = testCommand !== null && canRunWarm(testCommand) && deps.strategy.mustFix === 'all'
  if (value.timedOut && saidNothing && !canGoOn) {
    throw new CapuchinError(
      'solve/tests-hang',
      `'${testCommand?.command}' did not end within ${shortMinutes(minutes)} and no test of it did`,
      {
        hint: 'raise --test-minutes (and --max-minutes, of which a third is for this), or give a --test-cmd that ends',
      },
    )
  }
  return { ...value, statuses, flaky: new Set(value.flaky) }
}

const sayEveryMs = 20_000

/** Whoever watches should not have to guess why nothing happens. */
function reportWaiting({ input, onEvent }: SolveRun, minutes: number): Disposable {
  const command = input.testCommand?.command ?? input.config.failCmd ?? ''
  const started = performance.now()
  const timer = setInterval(() => {
    const seconds = Math.round((performance.now() - started) / 1000)
    const text = `'${command}' runs on the code as it is, ${seconds} s so far, at most ${shortMinutes(minutes)} a run (--test-minutes)`
    onEvent({ type: 'run-note', text })
  }, sayEveryMs)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

function shortMinutes(minutes: number): string {
  return minutes < 2 ? `${Math.round(minutes * 60)} s` : `${Number(minutes.toFixed(1))} minutes`
}
