import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { testStatusSchema, type TestStatus, type TestStatuses } from '../domain/index.ts'
import { withTempFolder, type Sandbox } from '../sandbox/index.ts'
import { readJsonLines } from '../std/index.ts'
import { readStatuses } from './log-statuses.ts'
import { adapterOf, silentAdapter, type FrameworkAdapter } from './frameworks.ts'
import type { TestCommand, TestRun, TestRunOptions } from './test-command.ts'

const resultLineSchema = z.object({ test: z.string(), status: testStatusSchema })

/**
 * Runs a test command in a sandbox and reads the status of each test. Tests that were reported before a timeout are
 * kept. The sandbox should be a fork that is thrown away: tests leave files behind.
 */
export async function runTests(
  sandbox: Sandbox,
  command: TestCommand,
  options: TestRunOptions = {},
): Promise<TestRun> {
  const adapter =
    command.logParser === undefined ? adapterOf(command.framework) : logReader(command.logParser)
  const run = await runReported(sandbox, { ...command, adapter }, options)
  const reporterMissing = run.statuses.size === 0 && run.output.includes('capuchin_pytest_reporter')
  if (!reporterMissing || run.timedOut) return run
  // The command sets a PYTHONPATH of its own, deep inside: better no statuses than a suite that cannot start.
  return runReported(sandbox, { ...command, adapter: silentAdapter }, options)
}

function logReader(logParser: string): FrameworkAdapter {
  return {
    ...silentAdapter,
    // Parsers read one log, in which both streams come as they were written.
    rewrite: (command) => `{ ${command}; } 2>&1`,
    parseLog: (log) => readStatuses(logParser, log),
  }
}

function runReported(
  sandbox: Sandbox,
  command: TestCommand & { readonly adapter: FrameworkAdapter },
  options: TestRunOptions,
): Promise<TestRun> {
  const { adapter } = command
  return withTempFolder(sandbox, async (folder) => {
    await layReporters(sandbox, { adapter, folder, only: options.only })
    const whole = adapter.rewrite(command.command, folder)
    const result = await sandbox.exec(options.only ? adapter.select(whole, options.only) : whole, {
      ...(command.cwd === '' ? {} : { cwd: command.cwd }),
      env: {
        ...adapter.env(folder),
        CAPUCHIN_RESULTS: `${folder}/${resultsName}`,
        ...(options.only ? { CAPUCHIN_ONLY: `${folder}/${onlyName}` } : {}),
      },
      ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
      signal: options.signal,
    })
    return {
      statuses: adapter.parseLog
        ? adapter.parseLog(result.stdout)
        : parseResults(await sandbox.readFile(`${folder}/${resultsName}`)),
      exitCode: result.exitCode,
      timedOut: result.timedOut,
      output: [adapter.readable(result.stdout), result.stderr].filter((text) => text !== '').join('\n'),
      durationMs: result.durationMs,
    }
  })
}

const resultsName = 'results.jsonl'
const onlyName = 'only.json'

interface Laying {
  readonly adapter: FrameworkAdapter
  readonly folder: string
  readonly only: readonly string[] | undefined
}

async function layReporters(sandbox: Sandbox, { adapter, folder, only }: Laying): Promise<void> {
  for (const name of adapter.reporters) {
    const reporter = await readFile(new URL(`./reporters/${name}`, import.meta.url))
    await sandbox.writeFile(`${folder}/${name}`, reporter)
  }
  if (only) await sandbox.writeFile(`${folder}/${onlyName}`, JSON.stringify(only))
}

/** A test reported more than once (a retry, a subtest, a failing teardown) keeps its worst status. */
function parseResults(bytes: Uint8Array | null): TestStatuses {
  const statuses = new Map<string, TestStatus>()
  const text = new TextDecoder().decode(bytes ?? new Uint8Array())
  for (const { test, status } of readJsonLines(text, resultLineSchema))
    if (badness[status] >= badness[statuses.get(test) ?? 'skipped']) statuses.set(test, status)
  return statuses
}

const badness: Readonly<Record<TestStatus, number>> = { skipped: 0, xfail: 1, passed: 2, failed: 3, error: 4 }
