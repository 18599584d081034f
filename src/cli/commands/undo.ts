import type { Command } from 'commander'
import { undoRun } from '../../app/index.ts'
import { withStore } from '../repository-store.ts'

export function define(command: Command): void {
  command
    .argument('<run>', "a run's id, the beginning of one, or 'last'")
    .option('--repo <path>', 'a path inside the checkout', '.')
    .action((run: string, options: { readonly repo: string }) =>
      withStore(options.repo, async ({ store }) => {
        const changes = await undoRun(store, { run })
        console.log(
          `took back the changes to ${changes.map(({ path }) => path).join(', ')}; 'capuchin apply ${run}' writes them again`,
        )
      }),
    )
}
