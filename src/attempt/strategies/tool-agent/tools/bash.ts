import type { ExecResult, Sandbox } from '../../../../sandbox/index.ts'
import { shellQuote } from '../../../../std/index.ts'

export interface BashOptions {
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** Runs a command in the sandbox's one shell, errors among the output where they came. */
export function runBash(sandbox: Sandbox, command: string, options: BashOptions): Promise<ExecResult> {
  return sandbox.exec(`builtin eval ${shellQuote(command)} 2>&1`, options)
}

/** What is said of how a command ended, behind its output. */
export function renderEnding({ exitCode, timedOut, limitHit }: ExecResult, timeoutMs: number): string {
  if (timedOut)
    return `[stopped after ${timeoutMs / 1_000} s, with exit code ${exitCode}; what was printed until then stands above]`
  const hit = limitHit === null || limitHit === 'output' ? '' : `; it ran into the limit of ${limitHit}`
  return `[exit code ${exitCode}${hit}]`
}
