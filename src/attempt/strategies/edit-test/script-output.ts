import type { ScriptRun } from '../../../domain/index.ts'
import type { EditTestOptions } from './options.ts'

export interface ShownRun {
  /** How it ended, as a sentence. */
  readonly ending: string
  readonly output: string
}

/** What a model is told of a run. CodeMonkeys shows nothing of what a script printed before its time was up. */
export function showRun(
  { verdict, exitCode, output }: ScriptRun,
  { flow, scriptTimeoutMs }: Pick<EditTestOptions, 'flow' | 'scriptTimeoutMs'>,
): ShownRun {
  if (verdict !== 'timeout') return { ending: `It ended with exit code ${exitCode}.`, output }
  if (flow === 'codemonkeys')
    return { ending: 'It ended with exit code 1.', output: '(the time for the script was over)' }
  const seconds = scriptTimeoutMs / 1_000
  return { ending: `It did not end and was stopped after ${seconds} seconds.`, output }
}
