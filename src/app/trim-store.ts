import { groupBy } from '../std/index.ts'
import type { RunSummary, Store } from '../store/index.ts'

/**
 * Keeps a project's folder under its cap: the oldest finished runs go first; runs under way or interrupted stay. A rollout
 * is one with the runs of its instances: as long as it has not ended none of them goes, since it would be paid for again.
 */
export async function trimStore(store: Store, capMb: number): Promise<readonly string[]> {
  const removed: string[] = []
  if ((await store.size()) <= capMb * 1024 ** 2) return removed
  const wholes = [...groupBy(await store.listRuns(), ({ id }) => id.split('/')[0] ?? id).values()]
  for (const runs of wholes.filter(hasEnded).toSorted((a, b) => begun(a) - begun(b))) {
    for (const { id } of runs) {
      await store.deleteRun(id)
      removed.push(id)
    }
    await store.sweepArtifacts()
    if ((await store.size()) <= capMb * 1024 ** 2) break
  }
  return removed
}

function hasEnded(runs: readonly RunSummary[]): boolean {
  return runs.every(({ status }) => status !== 'running' && status !== 'interrupted')
}

function begun(runs: readonly RunSummary[]): number {
  return Math.min(...runs.map(({ createdAt }) => createdAt))
}
