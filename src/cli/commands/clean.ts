import type { Command } from 'commander'
import { cleanRuns, planClean } from '../../app/index.ts'
import { CapuchinError } from '../../std/index.ts'
import { withStore } from '../repository-store.ts'

interface CleanOptions {
  readonly repo: string
  readonly olderThan: string
  readonly yes?: boolean
}

export function define(command: Command): void {
  command
    .option('--repo <path>', 'a path inside the checkout', '.')
    .option('--older-than <days>', 'runs that ended longer ago than this many days', '30')
    .option('-y, --yes', 'remove them; without it they are only listed')
    .action((options: CleanOptions) => clean(options))
}

function clean({ repo, olderThan, yes }: CleanOptions): Promise<void> {
  const olderThanDays = Number(olderThan)
  if (!(olderThanDays >= 0))
    throw new CapuchinError('solve/bad-age', `'${olderThan}' is not a number of days`)
  return withStore(repo, async ({ app, store }) => {
    const plan = await planClean(store, { olderThanDays, now: app.clock.now() })
    for (const run of plan.remove)
      console.log(`${yes ? 'removing' : 'would remove'} ${run.id}  ${run.status}  ${run.title}`)
    const megabytes = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(1)} MB`
    if (!yes) {
      console.log(
        `${plan.remove.length} of ${plan.remove.length + plan.keep.length} runs; ${store.folder} holds ${megabytes(plan.size)}; --yes removes them`,
      )
      return
    }
    console.log(`freed ${megabytes(await cleanRuns(store, plan))}`)
  })
}
