import type { Command } from 'commander'
import { applyRun, branchRun } from '../../app/index.ts'
import { withStore } from '../repository-store.ts'

export function define(command: Command): void {
  command
    .argument('<run>', "a run's id, the beginning of one, or 'last'")
    .option('--repo <path>', 'a path inside the checkout', '.')
    .option('--branch <name>', 'commit on a new branch instead, leaving the checkout alone')
    .action((run: string, options: { readonly repo: string; readonly branch?: string }) =>
      withStore(options.repo, async ({ app, store }) => {
        if (options.branch !== undefined) {
          const made = await branchRun(store, { run, branch: options.branch })
          console.log(
            `committed ${made.commit.slice(0, 10)} on ${made.branch}; undo: git branch -D ${made.branch}`,
          )
          return
        }
        const changes = await applyRun(store, { run, clock: app.clock })
        console.log(`wrote ${changes.map(({ path }) => path).join(', ')}; undo: capuchin undo ${run}`)
      }),
    )
}
