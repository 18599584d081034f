/** One repair of a small checkout by the mutation strategy, as a bench sees it. */
import { availableParallelism } from 'node:os'
import { createMutationStrategy, measureBaseline } from '../src/attempt/index.ts'
import { toProblem, type AttemptEvent, type AttemptOutcome, type Candidate } from '../src/domain/index.ts'
import type { SandboxProvider } from '../src/sandbox/index.ts'
import { frameworkOf } from '../src/test-runner/index.ts'
import { bareTools } from '../src/attempt/bare-tools.contract.ts'

export interface RepairTask {
  readonly name: string
  /** A git checkout. */
  readonly path: string
  readonly testCommand: string
  readonly seconds: number
  readonly seed: number
  /** For one run of the whole suite. Default 20 s. */
  readonly suiteMs?: number
  /** Plausible patches after which the search ends. Default that of the strategy. */
  readonly plausible?: number
}

export interface RepairResult {
  readonly outcome: AttemptOutcome['kind']
  readonly reason: string
  /** Best first. */
  readonly candidates: readonly Candidate[]
  readonly tried: number
  readonly timeouts: number
  /** Candidates that could be tried, about. */
  readonly space: number
  readonly searchMs: number
  /** Candidates tried when the first plausible one was found; null when none was. */
  readonly firstAt: number | null
  readonly failing: number
  readonly detail: string
}

export async function repair(provider: SandboxProvider, task: RepairTask): Promise<RepairResult> {
  await using sandbox = await provider.open({ from: 'checkout', path: task.path })
  const { testCommand: command } = task
  const testCommand = { framework: frameworkOf(command), command, cwd: '', foundIn: 'bench' }
  const baseline = await measureBaseline({
    sandbox,
    testCommand,
    failCommand: null,
    repetitions: 1,
    timeoutMs: task.suiteMs ?? 20_000,
  })
  const problem = toProblem({ instanceId: task.name, repo: task.path, baseCommit: '', problemStatement: '' })
  const run = createMutationStrategy(
    task.plausible === undefined ? {} : { maxPlausible: task.plausible, further: 100_000 },
  ).run(
    problem,
    await bareTools(sandbox, {
      seed: task.seed,
      testCommand,
      baseline,
      deadline: performance.now() + task.seconds * 1000,
      concurrency: Math.min(2, availableParallelism()),
    }),
    {},
  )
  return await watch(run)
}

async function watch(run: AsyncGenerator<AttemptEvent, AttemptOutcome>): Promise<RepairResult> {
  let tried = 0
  let timeouts = 0
  let space = 0
  let firstAt: number | null = null
  let failing = 0
  let detail = ''
  let searchStarted = performance.now()
  for (;;) {
    const next = await run.next()
    if (next.done) {
      const outcome = next.value
      const candidates = 'candidates' in outcome ? outcome.candidates : []
      const reason = 'reason' in outcome ? outcome.reason : ''
      const searchMs = performance.now() - searchStarted
      return {
        outcome: outcome.kind,
        reason,
        candidates,
        tried,
        timeouts,
        space,
        searchMs,
        firstAt,
        failing,
        detail,
      }
    }
    const event = next.value
    if (event.type === 'stage' && event.stage === 'search') {
      searchStarted = performance.now()
      detail = event.detail ?? ''
      failing = Number.parseInt(detail, 10)
    }
    if (event.type === 'search-progress') {
      tried = event.tried
      timeouts = event.timeouts
      space = event.space
      if (event.plausible > 0) firstAt ??= event.tried
    }
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
