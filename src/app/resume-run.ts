import { CapuchinError } from '../std/index.ts'
import type { App } from './create-app.ts'
import { openProjectStore } from './open-project.ts'
import { rolloutInputSchema } from './rollout/rollout-run.ts'
import { datasetRunInputSchema } from './select/dataset-run.ts'
import { solveInputSchema } from './solve/solve-records.ts'
import { resumeSolve, type SolveEnd, type SolveWatch } from './solve/start-solve.ts'

/**
 * Goes on with a run that was stopped or killed, of whatever kind.
 *
 * @throws CapuchinError as `resumeSolve`, and `select/dataset-run`, `rollout/not-here` for those that their own commands go on with.
 */
export async function resumeRun(
  app: App,
  request: { readonly repo: string; readonly run: string },
  watch: SolveWatch,
): Promise<SolveEnd> {
  await refuseDatasetRun(app, request)
  return resumeSolve(app, request, watch)
}

async function refuseDatasetRun(
  app: App,
  { repo, run }: { readonly repo: string; readonly run: string },
): Promise<void> {
  await using store = await openProjectStore(app, repo)
  const { id, input } = await store.loadRun(run)
  const { dataset } = datasetRunInputSchema.safeParse(input).data ?? {}
  if (dataset !== undefined)
    throw new CapuchinError('select/dataset-run', `run ${id} chooses among predictions for ${dataset}`, {
      hint: 'give the same select --dataset command again: it goes on where it was',
    })
  const isPart = (solveInputSchema.safeParse(input).data?.instance ?? null) !== null
  if (isPart || rolloutInputSchema.safeParse(input).success)
    throw new CapuchinError('rollout/not-here', `run ${id} is ${isPart ? 'a part of ' : ''}a rollout`, {
      hint: 'give the same rollout command again: it goes on where it was',
    })
}
