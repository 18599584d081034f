import type { Command } from 'commander'
import { exportRunTrajectories, type ExportedTrajectories } from '../app/index.ts'
import { readVersion } from './read-version.ts'
import { withStore } from './repository-store.ts'

interface TrajectoryFlags {
  readonly run: readonly string[]
  readonly out: string
  readonly verdicts?: string
  readonly instances?: string
  readonly repo: string
  readonly json?: boolean
}

export function defineExportTrajectories(parent: Command): void {
  parent
    .command('trajectories')
    .description('complete records of the attempts of stored runs, as JSON lines')
    .requiredOption('--run <id...>', "runs of solve, or 'last'")
    .requiredOption('--out <file>', 'where they go; packed if the name ends with .gz')
    .option('--verdicts <file>', 'JSON lines that say which patches are resolved')
    .option('--instances <file>', 'JSON lines: runId, instanceId and repo of runs at instances of a dataset')
    .option('--repo <path>', 'a path inside the checkout that the runs were made in', '.')
    .option('--json', 'as one JSON object')
    .addHelpText(
      'after',
      '\nExample:\n  capuchin export trajectories --run last --verdicts verdicts.jsonl --out trajectories.jsonl',
    )
    .action(async ({ run: runs, out, verdicts, instances, repo, json }: TrajectoryFlags) => {
      const exporter = `capuchin ${await readVersion()}`
      const end = await withStore(repo, ({ app, store }) =>
        exportRunTrajectories(store, {
          runs,
          out,
          verdictsFile: verdicts,
          instancesFile: instances,
          exporter,
          redact: app.redact,
        }),
      )
      console.log(json ? JSON.stringify(end) : trajectoryText(end).join('\n'))
    })
}

function trajectoryText(end: ExportedTrajectories): readonly string[] {
  const { rows, calls, callsWithoutMessages, resolved, unresolved, withoutVerdict } = end
  return [
    `${rows} trajectories with ${calls} model calls: ${resolved} resolved, ${unresolved} not, ${withoutVerdict} without verdict`,
    ...(callsWithoutMessages > 0
      ? [`Of ${callsWithoutMessages} calls only the reply is known: they make no training rows.`]
      : []),
  ]
}
