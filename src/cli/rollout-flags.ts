import { Option, type Command } from 'commander'
import { parseEvaluateSettings, type App, type Config, type RolloutRequest } from '../app/index.ts'
import { toCount } from './number-flags.ts'
import { addRecordingFlags, givenRecording, type RecordingOptions } from './recording-flags.ts'
import { addSettingFlags } from './setting-flags.ts'
import { toTemperatures } from './temperatures.ts'

/** What was given of the flags that say how attempts on a dataset are made. */
export interface RolloutFlags extends RecordingOptions {
  readonly runId: string
  readonly temperatures?: readonly number[]
  readonly instanceRetries: number
}

/** Flags that say which instances there are and where they are worked on, as `evaluate` has them. */
const placeFlags = [
  'split',
  'ids',
  'idsFile',
  'harness',
  'timeoutSeconds',
  'repositories',
  'environments',
  'environmentOverrides',
  'imagePrefix',
  'imageNamespace',
  'imageTag',
  'makeImages',
] as const

export function addRolloutFlags(command: Command): void {
  command
    .addOption(
      new Option(
        '--temperatures <list>',
        'sampling temperatures of the attempts, in turn: 0,0.5,1',
      ).argParser(toTemperatures),
    )
    .addOption(
      new Option('--instance-retries <n>', 'further tries of an instance that broke')
        .argParser(toCount)
        .default(5),
    )
    .option('--split <name>', 'which part of the dataset (default: test)')
    .option('--harness <v4|v5>', 'whose rules: SWE-bench 4.1 or 5.0 (default: v5)')
    .option('--timeout-seconds <n>', 'for one script of hidden tests (default: 1800)', Number)
    .option('--repositories <folder>', '--sandbox local: bare clones named owner__name.git')
    .option('--environments <folder>', '--sandbox local: where environments are made')
    .option('--environment-overrides <file>', '--sandbox local: YAML that changes how they are made')
    .option('--image-prefix <text>', 'docker: stands before sweb.eval. in image names')
    .option('--image-namespace <name>', "docker: where images are published, or 'none'")
    .option('--image-tag <name>', 'docker: tag of the images (default: latest)')
    .option('--make-images', 'docker: pack images from environments made on this machine, pull none')
    .option('-y, --yes', 'agree to what the project asks for')
    .option('--json', 'one event a line, then the result')
  addRecordingFlags(command)
  addSettingFlags(command)
}

export interface GivenRollout {
  readonly dataset: string
  readonly flags: RolloutFlags
  readonly config: Config
  readonly root: string
  readonly app: App
}

/** All of a request but where its files go and whether it grades. */
export function toRolloutRequest({
  dataset,
  flags,
  config,
  root,
  app,
}: GivenRollout): Omit<RolloutRequest, 'out' | 'evaluates'> {
  const given: Readonly<Record<string, unknown>> = { ...flags }
  const places = placeFlags.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]]))
  const attempts = config.jobs ?? app.cores
  return {
    runId: flags.runId,
    settings: parseEvaluateSettings({
      ...Object.fromEntries(places),
      dataset,
      predictions: 'empty',
      runId: flags.runId,
      sandbox: config.sandbox === 'local' ? 'local' : 'docker',
      network: config.network,
      memoryMb: config.memoryMb,
    }),
    config,
    temperatures: flags.temperatures ?? [],
    root,
    retries: flags.instanceRetries,
    jobs: { attempts, grading: app.cores },
    ...givenRecording(flags),
    env: process.env,
  }
}
