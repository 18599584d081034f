import type { GradableInstance } from '../../domain/index.ts'
import type { Execution } from '../../evaluation/index.ts'
import type { EvaluateSettings } from './settings.ts'

export interface Reproduction {
  readonly instance: GradableInstance
  readonly settings: EvaluateSettings
  readonly execution: Execution
  /** Fingerprint of the environment. */
  readonly place: string
  readonly image: string | null
}

/** How a verdict can be had again, by this program and by hand, from the files of an instance's log folder. */
export function reproduceText({ instance, settings, execution, place, image }: Reproduction): string {
  const { instanceId, evaluation } = instance
  const again = [
    'capuchin evaluate',
    settings.dataset,
    ...(settings.split === undefined ? [] : ['--split', settings.split]),
    '--predictions',
    settings.predictions,
    '--run-id again',
    '-i',
    instanceId,
    '--harness',
    settings.harness,
    '--sandbox',
    settings.sandbox,
    ...(settings.makeImages ? ['--make-images'] : []),
  ]
  const byHand =
    settings.sandbox === 'docker'
      ? [
          'By hand, in this folder:',
          '',
          '    docker run --rm -i -v "$PWD":/run/files:ro -w /testbed \\',
          `      ${image ?? 'IMAGE'} bash -c '${execution.appliedBy ?? 'true'} /run/files/patch.diff; bash /run/files/eval.sh'`,
        ]
      : [
          'By hand: the environment is a folder of this machine (`--environments`), with the checkout in `testbed`; apply',
          '`patch.diff` to a copy of it and run `eval.sh` with the checkout at `/testbed`.',
        ]
  return [
    `# ${instanceId}`,
    '',
    `Environment: ${settings.sandbox}, ${place}`,
    `Patch applied by: ${execution.appliedBy ?? 'nothing'}`,
    `Ending: ${execution.ending}; exit code of the tests: ${execution.testExitCode ?? 'not known'}`,
    `Log parser: ${evaluation.logParser}; rules: ${evaluation.rules}, ${evaluation.evalType}, harness ${settings.harness}`,
    '',
    'With this program:',
    '',
    `    ${again.join(' ')}`,
    '',
    ...byHand,
    '',
  ].join('\n')
}
