import type { Command } from 'commander'
import { addIssueFlags } from '../issue-flags.ts'
import { addRecordingFlags } from '../recording-flags.ts'
import { addSettingFlags } from '../setting-flags.ts'
import type { SelectDatasetOptions } from '../select-dataset.ts'
import type { SelectOptions } from '../select-patch.ts'

export function define(command: Command): void {
  command
    .option('--patch <files...>', 'files that hold one git diff each, of whomever')
    .option(
      '--issue <issue>',
      'what they are to fix: text, a file, the address of an issue or page, or - for standard input',
    )
    .option(
      '--test <files...>',
      'scripts that end with 2 while the issue is there and with 0 when it is gone',
    )
    .option('--dataset <name>', 'choose for each instance of a dataset instead, among predictions')
    .option('--predictions <files...>', 'with --dataset: a file of predictions for each system')
    .option('--out <file>', 'with --dataset: where the chosen predictions go')
    .option('--ids <id...>', 'with --dataset: only these instances')
    .option('--repositories <folder>', 'with --dataset --sandbox local: bare clones named owner__name.git')
    .option('--environments <folder>', 'with --dataset --sandbox local: where environments are made')
    .option('--environment-overrides <file>', 'with --dataset --sandbox local: changes how they are made')
    .option('--repo <path>', 'a path inside the checkout that they are for', '.')
    .option('--apply', 'write the chosen patch into the checkout')
    .option('--branch <name>', 'commit it on a new branch, leaving the checkout alone')
    .option('-y, --yes', 'agree to the commands that were found in the repository')
    .option('--json', 'one event a line on standard output')
    .addHelpText(
      'after',
      '\nExample: capuchin select --issue issue.md --patch a.diff b.diff c.diff --test reproduce.py\n         capuchin select --dataset verified --predictions a.jsonl b.jsonl --out selected.jsonl',
    )
  addIssueFlags(command)
  addRecordingFlags(command)
  addSettingFlags(command)
  command.action(async (options: SelectOptions & Partial<SelectDatasetOptions>) => {
    if (options.dataset !== undefined) {
      const { selectForDataset } = await import('../select-dataset.ts')
      await selectForDataset({ ...options, dataset: options.dataset })
      return
    }
    const { selectPatch } = await import('../select-patch.ts')
    await selectPatch(options)
  })
}
