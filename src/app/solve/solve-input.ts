import { noIssueText } from '../../domain/index.ts'
import type { Repository } from '../../git/index.ts'
import { CapuchinError } from '../../std/index.ts'
import { detectTestCommands, frameworkOf, type TestCommand } from '../../test-runner/index.ts'
import { createHostFileTree } from '../../workspace/index.ts'
import type { Config } from '../config.ts'
import type { ConsentOptions } from '../consent.ts'
import { strategyNameOf } from '../create-strategy.ts'
import type { ConfigInputs } from '../load-config.ts'
import type { SolveInput } from './solve-records.ts'

/** What a face was asked for. */
export interface SolveRequest {
  /** A path inside the user's checkout. */
  readonly repo: string
  /** Null: whatever the failing tests or the failing command show. */
  readonly issue: string | null
  readonly flags: ConfigInputs['flags']
  readonly env: ConfigInputs['env']
  readonly consent: Pick<ConsentOptions, 'assumeYes' | 'ask'>
  readonly record: string | null
  readonly replay: SolveInput['replay']
}

/**
 * The command that was given, else the likeliest of those that the repository's files speak of.
 */
export async function findTestCommand(root: string, config: Config): Promise<TestCommand | null> {
  if (config.testCmd !== undefined) {
    return { framework: frameworkOf(config.testCmd), command: config.testCmd, cwd: '', foundIn: '--test-cmd' }
  }
  const [first] = await detectTestCommands(createHostFileTree(root))
  return first ?? null
}

/**
 * What a run is started with.
 *
 * @throws CapuchinError `solve/empty-issue`, `solve/no-tests`.
 */
export function toInput(
  request: SolveRequest,
  found: {
    readonly repository: Repository
    readonly config: Config
    readonly testCommand: TestCommand | null
  },
): SolveInput {
  const { repository, config, testCommand } = found
  const issue = request.issue?.trim() ?? null
  if (issue === '')
    throw new CapuchinError('solve/empty-issue', 'the issue is empty', {
      hint: 'say in words what is wrong, or leave ISSUE out to fix failing tests',
    })
  if (issue === null && strategyNameOf(config) !== 'mutation') {
    throw new CapuchinError('solve/empty-issue', 'a model needs an issue to work on', {
      hint: 'give ISSUE as text, a file or - for standard input',
    })
  }
  if (testCommand === null && config.failCmd === undefined && strategyNameOf(config) === 'mutation') {
    throw new CapuchinError('solve/no-tests', `no tests were found in ${repository.root}`, {
      hint: 'give --test-cmd, or --fail-cmd with a command that fails because of the bug',
    })
  }
  const text = issue ?? noIssueText
  return {
    kind: 'solve',
    v: 1,
    config,
    root: repository.root,
    head: repository.head,
    issue: text,
    title: (text.split('\n')[0] ?? '').slice(0, 80),
    testCommand,
    given: null,
    instance: null,
    temperatures: [],
    record: request.record,
    replay: request.replay,
  }
}

/** A command that was only found, not given, is confirmed where a person can be asked or nothing confines it. */
export function detectedRequests(
  { testCommand, config }: SolveInput,
  { consent }: SolveRequest,
): readonly string[] {
  const given = testCommand === null || testCommand.foundIn === '--test-cmd'
  const mustAsk = consent.ask !== null || config.sandbox === 'none' || config.allowUnsandboxed
  return given || !mustAsk
    ? []
    : [`run '${testCommand.command}' in a sandbox as the test command (found in ${testCommand.foundIn})`]
}
