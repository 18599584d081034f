import type { Command } from 'commander'
import { createApp, parseEvaluateSettings, serveEnv, type ServeEnvRequest } from '../../app/index.ts'
import { toCount, toMultiplier, toPort } from '../number-flags.ts'
import { withStopSignal } from '../stop-signal.ts'

interface EnvFlags {
  readonly port: number
  readonly host: string
  readonly maxEpisodes: number
  readonly idleSeconds: number
  readonly maxSteps?: number
  readonly maxTokens?: number
  readonly maxMinutes?: number
  readonly commandSeconds?: number
  readonly json?: boolean
}

export function define(command: Command): void {
  placeFlags(
    command.argument(
      '<dataset>',
      'a .json, .jsonl or .parquet file, a folder, owner/name[@revision], or lite, verified, ...',
    ),
  )
    .option('--port <n>', 'where it listens; 0 for any that is free', toPort, 8765)
    .option('--host <address>', 'other than this machine needs CAPUCHIN_ENV_TOKEN', '127.0.0.1')
    .option('--max-episodes <n>', 'that run at a time', toCount, 64)
    .option('--idle-seconds <n>', 'an episode that nothing is asked of for so long is closed', toCount, 600)
    .option('--max-steps <n>', 'of an episode (default: 100)', toCount)
    .option('--max-tokens <n>', 'of an episode, as the client tells or as estimated', toCount)
    .option('--max-minutes <n>', 'of an episode (default: 60)', toMultiplier)
    .option('--command-seconds <n>', 'for one shell command (default: 300)', toCount)
    .option('--json', 'one event a line on standard output')
    .addHelpText(
      'after',
      '\nExample: capuchin env verified --port 8765 --max-steps 50\n\nCAPUCHIN_ENV_TOKEN: what every request must bring as Authorization: Bearer TOKEN.\ndocs/env.md says what is asked and answered.',
    )
    .action(async (dataset: string, flags: Readonly<Record<string, unknown>> & EnvFlags) => {
      const { json, port, host, maxEpisodes, idleSeconds } = flags
      const app = createApp({ env: process.env })
      const say = (event: Readonly<Record<string, unknown>>, text: string): void =>
        console.log(json ? JSON.stringify(event) : text)
      await using store = await app.openStore(process.cwd())
      await withStopSignal(
        () => console.error('closing all episodes; once more kills'),
        (signal) =>
          serveEnv(
            {
              settings: parseEvaluateSettings({ ...flags, dataset, predictions: 'empty', runId: 'env' }),
              env: process.env,
              host,
              port,
              token: process.env['CAPUCHIN_ENV_TOKEN'] || null,
              maxEpisodes,
              idleMs: idleSeconds * 1_000,
              limits: limitsOf(flags),
            },
            {
              app,
              executions: store.executions,
              onNote: (text) => console.error(`note: ${text}`),
              onReady: ({ url, instances }) =>
                say({ type: 'ready', url, instances }, `${url} serves ${instances} instances of ${dataset}`),
              onBug: (error) => console.error('this is a bug, please report it:', error),
              signal,
            },
          ),
      )
    })
}

function limitsOf({ maxSteps, maxTokens, maxMinutes, commandSeconds }: EnvFlags): ServeEnvRequest['limits'] {
  return {
    ...(maxSteps === undefined ? {} : { maxSteps }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(maxMinutes === undefined ? {} : { wallMs: maxMinutes * 60_000 }),
    ...(commandSeconds === undefined ? {} : { commandTimeoutMs: commandSeconds * 1_000 }),
  }
}

/** The same as `evaluate` has them. */
function placeFlags(command: Command): Command {
  return command
    .option('--split <name>', 'which part of the dataset (default: test)')
    .option('-i, --ids <id...>', 'only these instances')
    .option('--ids-file <file>', 'only the instances that this file names')
    .option('--sandbox <docker|local>', 'images, or environments made on this machine (default: docker)')
    .option('--environments <folder>', 'local: where environments are made (default: in the cache)')
    .option('--repositories <folder>', 'local: bare clones named owner__name.git (default: in the cache)')
    .option('--environment-overrides <file>', 'local: YAML that changes how environments are made')
    .option('--network', 'commands and tests may reach the network')
    .option('--memory-mb <n>', 'memory of one sandbox (default: 8192)', Number)
    .option('-j, --jobs <n>', 'patches that are judged at once (default: 4)', Number)
    .option('--timeout-seconds <n>', 'for the hidden tests of one patch (default: 1800)', Number)
}
