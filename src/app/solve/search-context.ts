import { performance } from 'node:perf_hooks'
import type { Localisation } from '../../attempt/index.ts'
import { hasCode, messageOf } from '../../std/index.ts'
import { findContext } from './find-context.ts'
import type { SolveDeps, SolveRun } from './solve-deps.ts'

export interface ContextSearch {
  readonly context: Localisation | null
  readonly durationMs: number
  /** Why the run ends with it; null where it goes on. */
  readonly ending: string | null
}

/**
 * Being stopped in the middle of a scan ends a run as it would in an attempt. A scan that does not fit in its share of
 * the money is left: attempts begin with the files that the issue names.
 */
export async function searchContext(deps: SolveDeps, run: SolveRun): Promise<ContextSearch> {
  const started = performance.now()
  try {
    const context = await findContext(deps, run)
    return { context, durationMs: performance.now() - started, ending: null }
  } catch (error) {
    if (!run.signal.aborted && !hasCode(error, 'llm/budget')) throw error
    const durationMs = performance.now() - started
    if (run.signal.aborted || (deps.budget.leftForAttempts() ?? 0) <= 0)
      return { context: null, durationMs, ending: messageOf(error) }
    run.onEvent({ type: 'run-note', text: `attempts begin without a scan: ${messageOf(error)}` })
    return { context: null, durationMs, ending: null }
  }
}
