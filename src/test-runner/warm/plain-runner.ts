import type { TestStatus } from '../../domain/index.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { quote } from '../frameworks.ts'
import { runTests } from '../run-tests.ts'
import type { TestCommand } from '../test-command.ts'
import type { CandidateRun, CandidateRunner, CandidateRunOptions } from './candidate-runner.ts'

/**
 * A runner for any framework: the whole command, cut down to the wanted tests where the framework can. A wanted test
 * that was not reported counts as an error; the test that bears the command's own text has the command's ending.
 */
export function createPlainRunner(sandbox: Sandbox, command: TestCommand): CandidateRunner {
  return {
    kind: 'plain',
    run: async (tests, options) => {
      const originals = await Promise.all(options.changes.map(({ path }) => sandbox.readFile(path)))
      try {
        for (const { path, content } of options.changes) await sandbox.writeFile(path, content)
        return await runPlain(tests, options, { sandbox, command })
      } finally {
        for (const [index, { path }] of options.changes.entries()) {
          const original = originals[index]
          if (original) await sandbox.writeFile(path, original)
          else await sandbox.deleteFile(path)
        }
      }
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

async function runPlain(
  tests: readonly string[],
  { timeoutMs, changes, signal }: CandidateRunOptions,
  { sandbox, command }: { readonly sandbox: Sandbox; readonly command: TestCommand },
): Promise<CandidateRun> {
  // A changed Python file may have the size and second of the one that its cached bytecode was made from.
  const stale = changes.filter(({ path }) => path.endsWith('.py')).map(({ path }) => bytecodePattern(path))
  if (stale.length > 0) await sandbox.exec(`rm -f -- ${stale.join(' ')}`, { cwd: sandbox.root, signal })
  const silent = tests.every((test) => test === command.command)
  const run = await runTests(sandbox, command, { ...(silent ? {} : { only: tests }), timeoutMs, signal })
  const ending: TestStatus = run.exitCode === 0 ? 'passed' : 'failed'
  const statuses = tests.map((test) => [test, run.statuses.get(test) ?? (silent ? ending : 'error')] as const)
  return { statuses: new Map(statuses), timedOut: run.timedOut, durationMs: run.durationMs }
}

function bytecodePattern(path: string): string {
  const slash = path.lastIndexOf('/') + 1
  const folder = slash === 0 ? '' : quote(path.slice(0, slash))
  return `${folder}__pycache__/${quote(path.slice(slash, -3))}.*.pyc`
}
