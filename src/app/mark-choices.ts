import { CapuchinError } from '../std/index.ts'
import type { Store } from '../store/index.ts'
import { readRunVerdicts } from './analyze/verdict-lines.ts'

/**
 * Says whether the patch that a run chose turned out right; null takes it back.
 *
 * @throws CapuchinError `store/no-run`, `mark/no-choice` for a run that said of no patch how likely it is right.
 */
export async function markRun(
  store: Store,
  { run, right }: { readonly run: string; readonly right: boolean | null },
): Promise<{ readonly runId: string }> {
  const { id } = await store.loadRun(run)
  const known = await store.choices.list()
  const own = known.filter(({ runId }) => runId === id)
  if (own.length === 0)
    throw new CapuchinError('mark/no-choice', `run ${id} said of no patch how likely it is right`, {
      hint: 'runs that choose among several patches do: select, and solve with --attempts and a model',
    })
  for (const choice of own) await store.choices.judge(choice, right)
  return { runId: id }
}

export interface MarkedChoices {
  readonly right: number
  readonly wrong: number
  /** Choices of which the file says nothing. */
  readonly unknown: number
}

/**
 * Marks all choices that a file of verdicts knows, by run or instance and by patch.
 *
 * @throws CapuchinError `log/unreadable`, `analyze/bad-input`.
 */
export async function markByFile(store: Store, path: string): Promise<MarkedChoices> {
  const verdictOf = await readRunVerdicts(path)
  const counts = { right: 0, wrong: 0, unknown: 0 }
  for (const choice of await store.choices.list()) {
    const { runId, instanceId, patchId } = choice
    const right = verdictOf(instanceId, patchId) ?? verdictOf(runId, patchId)
    if (right === null) counts.unknown += 1
    else {
      counts[right ? 'right' : 'wrong'] += 1
      await store.choices.judge(choice, right)
    }
  }
  return counts
}
