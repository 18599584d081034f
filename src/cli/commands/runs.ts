import type { Command } from 'commander'
import { renderTable } from '../../view/index.ts'
import { withStore } from '../repository-store.ts'

export function define(command: Command): void {
  command
    .option('--repo <path>', 'a path inside the checkout', '.')
    .option('--all', 'also those of the instances of rollouts')
    .option('--json', 'one run a line')
    .action((options: { readonly repo: string; readonly all?: boolean; readonly json?: boolean }) =>
      withStore(options.repo, async ({ store }) => {
        const stored = await store.listRuns()
        const runs = options.all ? stored : stored.filter(({ id }) => !id.includes('/'))
        if (options.json) for (const run of runs) console.log(JSON.stringify(run))
        else if (runs.length === 0) console.log("no runs yet; 'capuchin solve' makes one")
        else {
          const rows = runs.map((run) => [
            run.id,
            run.status,
            new Date(run.createdAt).toISOString().slice(0, 16).replace('T', ' '),
            run.title,
          ])
          console.log(renderTable(['RUN', 'STATUS', 'STARTED (UTC)', 'ISSUE'], rows).join('\n'))
        }
      }),
    )
}
