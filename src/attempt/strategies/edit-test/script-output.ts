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

/** Half of what is allowed from either end, with a word before it and one in the gap on how much is missing. */
export function cutInHalves(output: string, maxCharacters: number): string {
  if (output.length <= maxCharacters) return output
  const head = Math.ceil(maxCharacters / 2)
  const tail = maxCharacters - head
  const dropped = output.length - maxCharacters
  const notice = `[${dropped} characters in the middle of this output are left out]`
  const end = tail === 0 ? '' : output.slice(-tail)
  return `${notice}\n${output.slice(0, head)}\n[... ${dropped} characters left out ...]\n${end}`
}
