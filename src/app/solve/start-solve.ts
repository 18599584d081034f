import { randomBytes } from 'node:crypto'
import { detectTestCommands, frameworkOf, type TestCommand } from '../../test-runner/index.ts'
import { openRepository, type Repository } from '../../git/index.ts'
import type { RunEvent } from '../../domain/index.ts'
import { noUsage } from '../../domain/index.ts'
import type { Sandbox, SandboxProvider } from '../../sandbox/index.ts'
import { CapuchinError } from '../../std/index.ts'
import type { Store } from '../../store/index.ts'
import { createHostFileTree } from '../../workspace/index.ts'
import { guardedRequests, obtainConsent, type ConsentOptions } from '../consent.ts'
import type { Config } from '../config.ts'
import { strategyNameOf, type App } from '../create-app.ts'
import { loadConfig, type ConfigInputs } from '../load-config.ts'
import { trimStore } from '../trim-store.ts'
import { runSolve } from './run-solve.ts'
import { solveInputSchema, type SolveInput, type SolveResult } from './solve-records.ts'

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

export interface SolveWatch {
  readonly onEvent: (event: RunEvent) => void
  readonly signal: AbortSignal
}

export interface SolveEnd {
  readonly runId: string
  readonly root: string
  readonly result: SolveResult
}

/**
 * Solves an issue in a user's repository, from what they typed to a stored result.
 *
 * @throws CapuchinError `git/*`, `config/*`, `sandbox/*`, `solve/*` before anything was spent.
 */
export async function startSolve(app: App, request: SolveRequest, watch: SolveWatch): Promise<SolveEnd> {
  const repository = await openRepository(request.repo, { signal: watch.signal })
  const resolved = await loadConfig({ root: repository.root, env: request.env, flags: request.flags })
  const testCommand = await findTestCommand(repository.root, resolved.config)
  const input = toInput(request, { repository, config: resolved.config, testCommand })
  await obtainConsent(
    { root: repository.root, lines: [...guardedRequests(resolved), ...detectedRequests(input, request)] },
    { ...request.consent, env: request.env },
  )
  await using store = await app.openStore(repository.root)
  await trimStore(store, resolved.config.storeMb)
  const runId = newRunId(app.clock.now())
  await store.createRun({ id: runId, title: input.title, root: repository.root, input })
  if (repository.underWay !== null)
    watch.onEvent({
      type: 'run-note',
      text: `a ${repository.underWay} is under way in this checkout; working on the files as they are`,
    })
  return { runId, root: repository.root, result: await execute({ app, store }, { runId, input }, watch) }
}

/** Goes on with a run that was stopped or killed: what its journal holds is not asked again. */
export async function resumeSolve(
  app: App,
  { repo, run }: { readonly repo: string; readonly run: string },
  watch: SolveWatch,
): Promise<SolveEnd> {
  const { root } = await openRepository(repo, { signal: watch.signal })
  await using store = await app.openStore(root)
  const record = await store.loadRun(run)
  const input = solveInputSchema.parse(record.input)
  await store.claimRun(record.id)
  await store.clearEvents(record.id)
  return { runId: record.id, root, result: await execute({ app, store }, { runId: record.id, input }, watch) }
}

async function execute(
  { app, store }: { readonly app: App; readonly store: Store },
  { runId, input }: { readonly runId: string; readonly input: SolveInput },
  watch: SolveWatch,
): Promise<SolveResult> {
  const writes: Promise<void>[] = []
  const onEvent = (event: RunEvent): void => {
    watch.onEvent(event)
    const transient = event.type === 'attempt' && event.event.type === 'model-text'
    if (!transient) writes.push(store.appendEvent(runId, event))
  }
  onEvent({
    type: 'run-start',
    runId,
    at: app.clock.now(),
    title: input.title,
    attempts: input.config.attempts,
  })
  const spentUsd = await store.spentUsd(runId)
  try {
    const models = await app.createModels(input, { spentUsd })
    await using provider = await app.createProvider(input.config)
    for (const note of await weakLimits(provider)) onEvent({ type: 'run-note', text: note })
    await using base = await openBase(provider, input, watch.signal)
    const result = await runSolve(
      {
        store,
        clock: app.clock,
        cores: app.cores,
        base,
        baseKey: await fingerprintOf(provider, base),
        strategy: app.createStrategy(input.config),
        modelOf: (attempt) => models?.(attempt) ?? null,
        redact: app.redact,
      },
      { runId, input, onEvent, signal: watch.signal },
    )
    const { status, reason, usage, chosen } = result
    const winner = chosen === null ? undefined : result.candidates[chosen]
    onEvent({
      type: 'run-end',
      at: app.clock.now(),
      status,
      reason,
      usage,
      chosen: winner ? { attemptIndex: winner.attemptIndex, rank: winner.rank } : null,
    })
    await Promise.all(writes)
    await store.endRun(runId, { status, result })
    return result
  } catch (error) {
    const status = watch.signal.aborted ? 'cancelled' : 'failed'
    onEvent({
      type: 'run-end',
      at: app.clock.now(),
      status,
      reason: error instanceof Error ? error.message : String(error),
      usage: noUsage,
      chosen: null,
    })
    await Promise.all(writes)
    await store.endRun(runId, { status, result: null })
    throw error
  }
}

async function findTestCommand(root: string, config: Config): Promise<TestCommand | null> {
  if (config.testCmd !== undefined) {
    return { framework: frameworkOf(config.testCmd), command: config.testCmd, cwd: '', foundIn: '--test-cmd' }
  }
  const [first] = await detectTestCommands(createHostFileTree(root))
  return first ?? null
}

function toInput(
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
  const text = issue ?? 'Some tests of this repository fail. Find the bug and fix it.'
  return {
    kind: 'solve',
    v: 1,
    config,
    root: repository.root,
    head: repository.head,
    issue: text,
    title: (text.split('\n')[0] ?? '').slice(0, 80),
    testCommand,
    record: request.record,
    replay: request.replay,
  }
}

/** A command that was only found, not given, is confirmed where a person can be asked or nothing confines it. */
function detectedRequests({ testCommand, config }: SolveInput, { consent }: SolveRequest): readonly string[] {
  const given = testCommand === null || testCommand.foundIn === '--test-cmd'
  const mustAsk = consent.ask !== null || config.sandbox === 'none' || config.allowUnsandboxed
  return given || !mustAsk
    ? []
    : [`run '${testCommand.command}' in a sandbox as the test command (found in ${testCommand.foundIn})`]
}

async function weakLimits(provider: SandboxProvider): Promise<readonly string[]> {
  const { limits, detail, confined } = await provider.describe()
  const missing = limits.filter(({ by }) => by === null).map(({ limit }) => limit)
  return [
    ...(confined ? [] : ['commands run WITHOUT confinement']),
    ...(missing.length > 0 ? [`these limits cannot be enforced here: ${missing.join(', ')}`] : []),
    ...(/\bcopy\b/.test(detail)
      ? ['the workspace is copied for every attempt, which is slower than an overlay']
      : []),
  ]
}

async function openBase(
  provider: SandboxProvider,
  { config, root }: SolveInput,
  signal: AbortSignal,
): Promise<Sandbox> {
  const base = await provider.open(
    { from: 'checkout', path: root },
    {
      limits: {
        timeoutMs: config.testMinutes * 60_000,
        memoryBytes: config.memoryMb * 1024 ** 2,
        diskBytes: config.diskMb * 1024 ** 2,
        processes: config.processes,
      },
      network: config.network,
      expose: config.expose,
      // Our own database lies there and changes all the time.
      hide: ['.capuchin'],
      freeze: config.freeze,
      // Results must not depend on where and when the tests run.
      env: { TZ: 'UTC', LC_ALL: 'C.UTF-8', PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1' },
      signal,
    },
  )
  if (config.setupCmd === undefined) return base
  const setup = await base.exec(config.setupCmd, { signal })
  const changed = await base.diff()
  if (setup.exitCode === 0 && changed === '') return base
  await base.dispose()
  if (setup.exitCode !== 0) {
    throw new CapuchinError(
      'solve/setup-failed',
      `the setup command exited ${setup.exitCode}: ${setup.stderr.slice(-500)}`,
    )
  }
  throw new CapuchinError(
    'solve/setup-changes-files',
    'the setup command changes files that git does not ignore',
    {
      hint: 'those changes would end up in every patch: commit them or add them to .gitignore first',
    },
  )
}

/** Fingerprint of what a sandbox stands on. The snapshot that tells it is of no further use. */
async function fingerprintOf(provider: SandboxProvider, sandbox: Sandbox): Promise<string> {
  const snapshot = await sandbox.checkpoint()
  await provider.release(snapshot)
  return snapshot.base
}

function newRunId(now: number): string {
  const stamp = new Date(now).toISOString().replaceAll(/[-:]/g, '').slice(0, 15).replace('T', '-')
  return `${stamp}-${randomBytes(2).toString('hex')}`
}
