import type { Command } from 'commander'
import {
  createApp,
  evaluateDataset,
  parseEvaluateSettings,
  summariseVerdicts,
  type EvaluationEvent,
  type EvaluationOutcome,
} from '../../app/index.ts'
import { evaluationLine, stabilityLines, summaryLines } from '../evaluation-text.ts'
import { withStopSignal } from '../stop-signal.ts'

export function define(command: Command): void {
  command
    .argument(
      '<dataset>',
      'a .json, .jsonl or .parquet file, a folder, owner/name[@revision], or lite, verified, ...',
    )
    .requiredOption('-p, --predictions <file>', "predictions to grade, or 'gold', or 'empty'")
    .requiredOption('--run-id <name>', 'names the folder of the logs and the report')
    .option('--split <name>', 'which part of the dataset (default: test)')
    .option('-i, --ids <id...>', 'only these instances')
    .option('--ids-file <file>', 'only the instances that this file names')
    .option('--harness <v4|v5>', 'whose rules: SWE-bench 4.1 or 5.0 (default: v5)')
    .option('--timeout-seconds <n>', 'for one script (default: 1800)', Number)
    .option('-j, --jobs <n>', 'instances at once (default: 4)', Number)
    .option('--repeat <n>', 'runs of each prediction, to see which instances are flaky', Number)
    .option('--allow-empty-lists', 'instances without a test to fix may resolve, as upstream lets them')
    .option('--sandbox <docker|local>', 'images, or environments made on this machine (default: docker)')
    .option('--logs <folder>', 'where logs go (default: logs/run_evaluation)')
    .option('--report-dir <folder>', 'where the report goes (default: here)')
    .option(
      '--environments <folder>',
      'local, --make-images: where environments are made (default: in the cache)',
    )
    .option(
      '--repositories <folder>',
      'local, --make-images: bare clones named owner__name.git (default: in the cache)',
    )
    .option(
      '--environment-overrides <file>',
      'local, --make-images: YAML that changes how environments are made',
    )
    .option('--network', 'tests may reach the network')
    .option('--memory-mb <n>', 'memory of one instance (default: 8192)', Number)
    .option('--image-prefix <text>', 'docker: stands before sweb.eval. in image names')
    .option('--image-namespace <name>', "docker: where images are published, or 'none'")
    .option('--image-tag <name>', 'docker: tag of the images (default: latest)')
    .option('--image-disk-gb <n>', 'docker: pulled images are removed beyond this (default: 120)', Number)
    .option('--make-images', 'docker: pack images from environments made on this machine, pull none')
    .option('--browsers', "docker: give containers what a browser's own sandbox needs (CAP_SYS_ADMIN)")
    .option('--json', 'one event a line, then the result')
    .action(async (dataset: string, { json, ...flags }: Readonly<Record<string, unknown>>) => {
      const settings = parseEvaluateSettings({ ...flags, dataset })
      const app = createApp({ env: process.env })
      const say = (event: EvaluationEvent): void => {
        const line = json ? JSON.stringify(event) : evaluationLine(event)
        if (line !== null) console.log(line)
      }
      await using store = await app.openStore(process.cwd())
      const outcome = await withStopSignal(
        () => console.error('stopping; once more kills. The same command goes on where it was.'),
        (signal) =>
          evaluateDataset(settings, {
            env: process.env,
            clock: app.clock,
            executions: store.executions,
            openPlaces: (wanted, onNote) => app.openPlaces(wanted, onNote),
            onEvent: say,
            signal,
          }),
      )
      if (json) console.log(JSON.stringify({ type: 'result', ...withoutInstances(outcome) }))
      else for (const line of outcomeLines(outcome, settings.predictions)) console.log(line)
      if (outcome.cancelled) process.exitCode ??= 130
      else if (outcome.infra.length > 0) process.exitCode = 8
    })
}

function withoutInstances({ instances: _instances, ...rest }: EvaluationOutcome) {
  return rest
}

function outcomeLines(outcome: EvaluationOutcome, predictions: string): readonly string[] {
  if (outcome.cancelled) return ['', 'Stopped: no report was written. The same command goes on where it was.']
  const infra = new Set(outcome.infra.map(({ instanceId }) => instanceId))
  return [
    '',
    ...summaryLines(summariseVerdicts(outcome.verdicts, outcome.instances, infra)),
    ...(outcome.stability ? ['', ...stabilityLines(outcome.stability, predictions !== 'empty')] : []),
    ...labelLines(outcome),
    ...(outcome.infra.length > 0 ? ['', 'No verdict, because something around the tests broke:'] : []),
    ...outcome.infra.flatMap(({ instanceId, code, reason, hint }) => [
      `  ${instanceId}: ${code}: ${reason}`,
      ...(hint === null ? [] : [`    ${hint}`]),
    ]),
    '',
    `Report  ${outcome.reportPath}`,
    `Logs    ${outcome.logFolder}`,
  ]
}

/** Signs of a broken environment in the logs of what did not resolve. They change no score. */
function labelLines({ verdicts }: EvaluationOutcome): readonly string[] {
  const labelled = verdicts.flatMap(({ instanceId, infra }) =>
    infra ? [`  ${instanceId}: ${infra.reason.replaceAll('_', ' ')}`] : [],
  )
  return labelled.length === 0 ? [] : ['', 'These logs look as if the environment was at fault:', ...labelled]
}
