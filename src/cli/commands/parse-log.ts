import { Option, type Command } from 'commander'
import { parseLogFile } from '../../app/index.ts'

interface ParseLogOptions {
  readonly parser: string
  readonly version: string
  readonly instanceId: string
  readonly harness: 'v4' | 'v5'
}

export function define(command: Command): void {
  command
    .argument('<log>', "path of a log, '-' for standard input")
    .requiredOption('--parser <name>', "upstream's name of the parser: parse_log_django")
    .option('--version <version>', "the instance's version, where the parser depends on it", '')
    .option('--instance-id <id>', 'the instance, where the parser depends on it', '')
    .addOption(
      new Option('--harness <name>', 'which generation of SWE-bench to agree with')
        .choices(['v4', 'v5'])
        .default('v5'),
    )
    .addHelpText('after', '\nPrints one JSON object, test id to status, in the order of the log.')
    .action(async (log: string, options: ParseLogOptions) => {
      console.log(renderStatuses(await parseLogFile({ ...options, log })))
    })
}

/** As JSON without an object in between, which would put numbers first and has a name of its own, `__proto__`. */
function renderStatuses(statuses: ReadonlyMap<string, string>): string {
  const entries = [...statuses].map(([test, status]) => `${JSON.stringify(test)}: ${JSON.stringify(status)}`)
  return `{${entries.join(', ')}}`
}
