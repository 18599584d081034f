import type { RunSummary, Store } from '../store/index.ts'

export interface CleanPlan {
  readonly remove: readonly RunSummary[]
  readonly keep: readonly RunSummary[]
  /** Bytes of the whole folder now. */
  readonly size: number
}

/** The runs that would go: finished or interrupted ones that ended longer ago than `olderThanDays`. */
export async function planClean(
  store: Store,
  { olderThanDays, now }: { readonly olderThanDays: number; readonly now: number },
): Promise<CleanPlan> {
  const runs = await store.listRuns()
  const limit = now - olderThanDays * 24 * 60 * 60_000
  const goes = (run: RunSummary): boolean =>
    run.status !== 'running' && (run.endedAt ?? run.createdAt) <= limit
  return { remove: runs.filter(goes), keep: runs.filter((run) => !goes(run)), size: await store.size() }
}

/** Removes what was planned and returns the bytes freed. */
export async function cleanRuns(store: Store, plan: CleanPlan): Promise<number> {
  for (const run of plan.remove) await store.deleteRun(run.id)
  await store.sweepArtifacts()
  return Math.max(0, plan.size - (await store.size()))
}
