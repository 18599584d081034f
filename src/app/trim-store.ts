import type { Store } from '../store/index.ts'

/** Keeps a project's folder under its cap: the oldest finished runs go first; runs under way or interrupted stay. */
export async function trimStore(store: Store, capMb: number): Promise<readonly string[]> {
  const removed: string[] = []
  if ((await store.size()) <= capMb * 1024 ** 2) return removed
  const finished = (await store.listRuns()).filter(
    ({ status }) => status !== 'running' && status !== 'interrupted',
  )
  for (const run of finished.toReversed()) {
    await store.deleteRun(run.id)
    removed.push(run.id)
    await store.sweepArtifacts()
    if ((await store.size()) <= capMb * 1024 ** 2) break
  }
  return removed
}
