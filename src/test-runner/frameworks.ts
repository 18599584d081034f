import type { TestStatuses } from '../domain/index.ts'
import { parseCargoLog, parseGoLog, readableGoLog } from './log-lines.ts'
import type { TestFramework } from './test-command.ts'

/** How a framework is made to say the status of each test without changing what it runs. */
export interface FrameworkAdapter {
  /** Recognises a command typed by a person. */
  readonly matches: RegExp
  /** Files of `reporters/` to lay into the sandbox. */
  readonly reporters: readonly string[]
  /** Environment that turns the reporter on; `folder` is where the reporters lie. */
  readonly env: (folder: string) => Readonly<Record<string, string>>
  /** The command with what it needs added. */
  readonly rewrite: (command: string, folder: string) => string
  /** The command cut down to some tests, where the reporter cannot do that itself. */
  readonly select: (command: string, tests: readonly string[]) => string
  /** Statuses from the log, for frameworks whose own output is made for machines. */
  readonly parseLog: ((log: string) => TestStatuses) | null
  /** That log for people and models. */
  readonly readable: (log: string) => string
}

const plain = {
  reporters: [],
  env: () => ({}),
  rewrite: (command: string) => command,
  select: (command: string) => command,
  parseLog: null,
  readable: (log: string) => log,
} as const

/** Order matters: the first that matches a command is taken. */
export const frameworkAdapters: readonly (readonly [TestFramework, FrameworkAdapter])[] = [
  [
    'pytest',
    {
      ...plain,
      matches: /(^|[\s/;&])(py\.?test)(\s|$)|-m\s+pytest(\s|$)/,
      reporters: ['capuchin_pytest_reporter.py'],
      env: (folder) => ({ PYTHONPATH: folder, PYTEST_PLUGINS: 'capuchin_pytest_reporter' }),
      rewrite: (command, folder) => command.replaceAll(/\bPYTHONPATH=/g, `PYTHONPATH=${folder}:`),
      // Collecting only the wanted ids is much faster than deselecting; it needs a command without paths of its own.
      select: (command, tests) =>
        /(py\.?test)(\s+-\w+)*\s*$/.test(command) && tests.length <= 200
          ? `${command} ${tests.map(quote).join(' ')}`
          : command,
    },
  ],
  [
    'unittest',
    {
      ...plain,
      matches: /-m\s+unittest(\s|$)/,
      reporters: ['capuchin_unittest_reporter.py'],
      rewrite: (command, folder) =>
        command.replace(/-m\s+unittest(?=\s|$)/, `${folder}/capuchin_unittest_reporter.py`),
    },
  ],
  [
    'vitest',
    {
      ...plain,
      matches: /(^|[\s/])vitest(\s|$)/,
      reporters: ['vitest-reporter.mjs'],
      rewrite: (command, folder) => `${command} --reporter=default --reporter=${folder}/vitest-reporter.mjs`,
    },
  ],
  [
    'jest',
    {
      ...plain,
      matches: /(^|[\s/])jest(\s|$)/,
      reporters: ['jest-reporter.cjs'],
      rewrite: (command, folder) => `${command} --reporters=default --reporters=${folder}/jest-reporter.cjs`,
    },
  ],
  [
    'node-test',
    {
      ...plain,
      matches: /(^|[\s/])node(\s+\S+)*\s+--test(\s|$)/,
      reporters: ['node-test-reporter.mjs'],
      env: (folder) => ({
        NODE_OPTIONS: `--test-reporter=spec --test-reporter-destination=stdout --test-reporter=${folder}/node-test-reporter.mjs --test-reporter-destination=stderr`,
      }),
    },
  ],
  [
    'go',
    {
      ...plain,
      matches: /(^|[\s/;&])go\s+test(\s|$)/,
      rewrite: (command) =>
        /\s-json(\s|$)/.test(command) ? command : command.replace(/go\s+test/, 'go test -json'),
      parseLog: parseGoLog,
      readable: readableGoLog,
    },
  ],
  ['cargo', { ...plain, matches: /(^|[\s/;&])cargo\s+(\S+\s+)?test(\s|$)/, parseLog: parseCargoLog }],
]

/** The framework that a command's text speaks of; `custom` when none is recognised. */
export function frameworkOf(command: string): TestFramework {
  return frameworkAdapters.find(([, adapter]) => adapter.matches.test(command))?.[0] ?? 'custom'
}

export function adapterOf(framework: TestFramework): FrameworkAdapter {
  const found = frameworkAdapters.find(([name]) => name === framework)?.[1]
  return found ?? everyReporter
}

/** For tox, make, npm and own scripts: whatever they start in the end reports if it reads its environment. */
const everyReporter: FrameworkAdapter = {
  ...plain,
  matches: /^/,
  reporters: ['capuchin_pytest_reporter.py', 'node-test-reporter.mjs'],
  env: (folder) => ({
    ...adapterOf('pytest').env(folder),
    ...adapterOf('node-test').env(folder),
  }),
}

/** Runs a command as it is; only its exit code and log speak. */
export const silentAdapter: FrameworkAdapter = { ...plain, matches: /^/ }

/** One word for bash, whatever is in it. */
export function quote(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
