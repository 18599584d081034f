import type { Command } from 'commander'
import { addSettingFlags } from '../setting-flags.ts'
import type { SelectOptions } from '../select-patch.ts'

export function define(command: Command): void {
  command
    .requiredOption('--patch <files...>', 'files that hold one git diff each, of whomever')
    .option('--issue <issue>', 'what they are to fix: text, a file, or - for standard input')
    .option(
      '--test <files...>',
      'scripts that end with 2 while the issue is there and with 0 when it is gone',
    )
    .option('--repo <path>', 'a path inside the checkout that they are for', '.')
    .option('--apply', 'write the chosen patch into the checkout')
    .option('--branch <name>', 'commit it on a new branch, leaving the checkout alone')
    .option('-y, --yes', 'agree to the commands that were found in the repository')
    .option('--json', 'one event a line on standard output')
    .addHelpText(
      'after',
      '\nExample: capuchin select --issue issue.md --patch a.diff b.diff c.diff --test reproduce.py',
    )
  addSettingFlags(command)
  command.action(async (options: SelectOptions) => {
    const { selectPatch } = await import('../select-patch.ts')
    await selectPatch(options)
  })
}
