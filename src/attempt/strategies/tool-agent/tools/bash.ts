import type { ExecResult, Sandbox } from '../../../../sandbox/index.ts'
import { shellQuote } from '../../../../std/index.ts'
import { cutInHalves } from '../../../context/cut-output.ts'
import type { Observation, PerformOptions } from './perform-action.ts'

/** Runs a command in the sandbox's one shell, errors among the output where they came. */
export async function runBash(
  sandbox: Sandbox,
  command: string,
  { commandTimeoutMs, outputCharacters, signal }: PerformOptions,
): Promise<Observation> {
  const options = { timeoutMs: commandTimeoutMs, signal }
  const ended = await sandbox.exec(`builtin eval ${shellQuote(command)} 2>&1`, options)
  const { exitCode, timedOut, durationMs } = ended
  const output = `${ended.stdout}${ended.stderr}`.trimEnd()
  const shown = output === '' ? '(no output)' : cutInHalves(output, outputCharacters)
  return {
    text: `${shown}\n${renderEnding(ended, commandTimeoutMs)}`,
    failed: timedOut,
    exitCode,
    timedOut,
    durationMs: Math.round(durationMs),
  }
}

function renderEnding({ exitCode, timedOut, limitHit }: ExecResult, timeoutMs: number): string {
  if (timedOut)
    return `[stopped after ${timeoutMs / 1_000} s, with exit code ${exitCode}; what was printed until then stands above]`
  const hit = limitHit === null || limitHit === 'output' ? '' : `; it ran into the limit of ${limitHit}`
  return `[exit code ${exitCode}${hit}]`
}
