import { InvalidArgumentError, Option, type Command } from 'commander'
import { gradeLogFile } from '../../app/index.ts'

interface GradeOptions {
  readonly repo?: string
  readonly ref: string
  readonly harness: 'v4' | 'v5'
  readonly exitCode?: number
}

export function define(command: Command): void {
  command
    .argument('<log>', "path of a log, '-' for standard input")
    .option(
      '--repo <owner/name>',
      'the repository, which says how logs are read; that of the reference if absent',
    )
    .requiredOption(
      '--ref <file>',
      'the row, or its part that grading needs: FAIL_TO_PASS, PASS_TO_PASS, ...',
    )
    .addOption(
      new Option('--harness <name>', 'which generation of SWE-bench to agree with')
        .choices(['v4', 'v5'])
        .default('v5'),
    )
    .option('--exit-code <n>', 'how the test command ended, to be trusted more than the log', toInteger)
    .addHelpText(
      'after',
      '\nPrints the report of one instance as SWE-bench has it under the id in report.json.',
    )
    .action(async (log: string, { ref, ...options }: GradeOptions) => {
      console.log(JSON.stringify(await gradeLogFile({ ...options, reference: ref, log }), null, 4))
    })
}

function toInteger(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError('It is a whole number.')
  return Number(text)
}
