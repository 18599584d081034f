import { applySolved, type App, type SolveEnd } from '../app/index.ts'

/** What `--apply` and `--branch` did, as lines that say how to take it back. */
export async function finishRun(
  app: App,
  { root, runId, result }: SolveEnd,
  { apply, branch }: { readonly apply?: boolean; readonly branch?: string },
): Promise<readonly string[]> {
  if (result.chosen === null || (!apply && branch === undefined)) return []
  return applySolved(app, { root, run: runId, apply: apply ?? false, branch: branch ?? null })
}
