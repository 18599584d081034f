import type { Command } from 'commander'
import { addIssueFlags } from '../issue-flags.ts'
import { addRecordingFlags } from '../recording-flags.ts'
import { addSettingFlags } from '../setting-flags.ts'
import type { SolveOptions } from '../solve-issue.ts'

export function define(command: Command): void {
  command
    .argument(
      '[issue]',
      'text, a file, the address of an issue or page, or - for standard input; leave it out to fix failing tests',
    )
    .option('--repo <path>', 'a path inside the checkout to work on', '.')
    .option('--apply', 'write the patch into the checkout')
    .option('--branch <name>', 'commit the patch on a new branch, leaving the checkout alone')
    .option('-y, --yes', 'agree to the commands that were found in the repository')
    .option('--json', 'one event a line on standard output')
  addIssueFlags(command)
  addRecordingFlags(command)
  addSettingFlags(command)
  command.action(async (issue: string | undefined, options: SolveOptions) => {
    // Loaded when it is called: its help is there at once.
    const { solveIssue } = await import('../solve-issue.ts')
    await solveIssue(issue, options)
  })
}
