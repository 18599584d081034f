import { Option, type Command } from 'commander'
import {
  convertTrajectories,
  createApp,
  exportRunTrajectories,
  type WrittenTrajectories,
} from '../app/index.ts'
import { CapuchinError } from '../std/index.ts'
import { readVersion } from './read-version.ts'
import { withStore } from './repository-store.ts'

interface TrajectoryFlags {
  readonly run?: readonly string[]
  readonly trajectories?: readonly string[]
  readonly from: string
  readonly format: string
  readonly out: string
  readonly verdicts?: string
  readonly instances?: string
  readonly repo: string
  readonly json?: boolean
}

const formats = [
  'capuchin',
  'openhands',
  'openhands-completions',
  'swe-agent',
  'mini-swe-agent',
  'atif',
  'session-trace',
]

export function defineExportTrajectories(parent: Command): void {
  parent
    .command('trajectories')
    .description('complete records of attempts: of stored runs, or of files of other programs')
    .option('--run <id...>', "runs of solve, or 'last'")
    .option('--trajectories <file...>', 'instead of runs: files to read')
    .addOption(new Option('--from <format>', 'what they are').choices(formats).default('capuchin'))
    .addOption(new Option('--format <format>', 'what is written').choices(formats).default('capuchin'))
    .requiredOption(
      '--out <path>',
      'a file, packed if its name ends with .gz; a folder where the format has a file for each',
    )
    .option('--verdicts <file>', 'JSON lines that say which patches are resolved')
    .option('--instances <file>', 'with --run: JSON lines with runId, instanceId and repo')
    .option('--repo <path>', 'with --run: a path inside the checkout that the runs were made in', '.')
    .option('--json', 'as one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  capuchin export trajectories --run last --verdicts verdicts.jsonl --out trajectories.jsonl
  capuchin export trajectories --run last --format atif --out traces
  capuchin export trajectories --trajectories output.jsonl --from openhands --out trajectories.jsonl`,
    )
    .action(async (flags: TrajectoryFlags) => {
      const end = await exportOf(flags)
      console.log(flags.json ? JSON.stringify(end) : trajectoryText(end).join('\n'))
    })
}

async function exportOf(flags: TrajectoryFlags): Promise<WrittenTrajectories> {
  const { run: runs, trajectories: files, from, format, out, verdicts: verdictsFile, repo } = flags
  if (files && !runs) {
    const { redact } = createApp({ env: process.env })
    return convertTrajectories({ files, from, format, out, verdictsFile, redact })
  }
  if (files || !runs)
    throw new CapuchinError('config/bad-flag', 'export trajectories needs either --run or --trajectories', {
      hint: 'capuchin export trajectories --run last --out trajectories.jsonl',
    })
  const exporter = `capuchin ${await readVersion()}`
  return withStore(repo, ({ app: { redact }, store }) =>
    exportRunTrajectories(store, {
      runs,
      format,
      out,
      verdictsFile,
      instancesFile: flags.instances,
      exporter,
      redact,
    }),
  )
}

function trajectoryText(end: WrittenTrajectories): readonly string[] {
  const { trajectories, calls, callsWithoutMessages, resolved, unresolved, withoutVerdict } = end
  return [
    `${trajectories} trajectories with ${calls} model calls: ${resolved} resolved, ${unresolved} not, ${withoutVerdict} without verdict`,
    ...(callsWithoutMessages > 0
      ? [`Of ${callsWithoutMessages} calls only the reply is known: they make no training rows.`]
      : []),
  ]
}
