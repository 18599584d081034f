import type { Command } from 'commander'
import { createApp, resumeRun } from '../../app/index.ts'
import { personAtTerminal } from '../person-at-terminal.ts'
import { printSolveEnd } from '../print-solve-end.ts'
import { watchRun } from '../watch-run.ts'

export function define(command: Command): void {
  command
    .argument('<run>', "a run's id, the beginning of one, or 'last'")
    .option('--repo <path>', 'a path inside the checkout', '.')
    .option('--json', 'one event a line on standard output')
    .action(async (run: string, options: { readonly repo: string; readonly json?: boolean }) => {
      const json = options.json ?? false
      const app = createApp({ env: process.env, person: personAtTerminal({ json }) })
      const end = await watchRun({ json, stopHint: `'capuchin resume ${run}' goes on.` }, (watch) =>
        resumeRun(app, { repo: options.repo, run }, watch),
      )
      printSolveEnd(end, { json, done: [] })
    })
}
