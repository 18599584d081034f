import type {
  Approval,
  AttemptEvent,
  AttemptOutcome,
  ExecutionCache,
  Journal,
  Problem,
} from '../domain/index.ts'
import type { Model } from '../llm/index.ts'
import type { CodeFinder } from '../repo/index.ts'
import type { Sandbox } from '../sandbox/index.ts'
import type { TestCommand } from '../test-runner/index.ts'
import type { Baseline } from './baseline.ts'
import type { LocalisedContext } from './context/localise/localise.ts'

/** What every strategy may use. A strategy that needs a model says so by taking it in its own options. */
export interface AttemptTools {
  readonly attemptIndex: number
  readonly seed: number
  /** Holds the base; the strategy owns neither it nor its end. */
  readonly sandbox: Sandbox
  readonly journal: Journal
  readonly executions: ExecutionCache
  readonly approval: Approval
  /** Null when the repository has no tests and none were given. */
  readonly testCommand: TestCommand | null
  /** Shell text that shows the bug: non-zero before the fix, zero after. */
  readonly failCommand: string | null
  /** What the tests said on the base, measured once per run before any attempt. */
  readonly baseline: Baseline
  /** Fingerprint of the base; part of the key of whatever depends on its files. */
  readonly baseKey: string
  /** Finds code in the base, as it was before any edit; all attempts of a run share what it has read. */
  readonly code: CodeFinder
  /** Files that a scan found for the issue, once for all attempts; null where there was no scan. */
  readonly context: LocalisedContext | null
  readonly model: Model | null
  /** Writes the edits that the other model plans; null where one model does both. */
  readonly editor: Model | null
  /** Monotonic milliseconds at which the attempt must end with what it has. */
  readonly deadline: number | null
  /** Commands that may run at once. */
  readonly concurrency: number
}

/** How a try proceeds: from a Problem to ranked candidates, telling everything on the way. */
export interface Strategy {
  readonly name: string
  /** What its patches must have fixed to be plausible: every failing test, or, where failures may be none of the business, none. */
  readonly mustFix: 'all' | 'none'
  run(
    problem: Problem,
    tools: AttemptTools,
    options: { readonly signal?: AbortSignal | undefined },
  ): AsyncGenerator<AttemptEvent, AttemptOutcome>
}
