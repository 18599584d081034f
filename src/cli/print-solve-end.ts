import type { SolveEnd } from '../app/index.ts'
import { renderResult } from '../view/index.ts'
import { exitCodeOfStatus } from './report-error.ts'

/** Prints how a solve run ended and sets the exit code. */
export function printSolveEnd(
  { runId, result }: Pick<SolveEnd, 'runId' | 'result'>,
  { json, done }: { readonly json: boolean; readonly done: readonly string[] },
): void {
  if (json) console.log(JSON.stringify({ type: 'result', runId, ...result, done }))
  else {
    const next =
      result.status === 'done' && done.length === 0
        ? [`capuchin apply ${runId}   writes it into the checkout`]
        : []
    const resume =
      result.status === 'cancelled' || result.status === 'infra' ? [`capuchin resume ${runId}   goes on`] : []
    console.log([renderResult({ runId, ...result }), '', ...done, ...next, ...resume].join('\n').trimEnd())
  }
  // A signal's own code, set when it came, stays.
  if (process.exitCode === undefined || process.exitCode === 0)
    process.exitCode = exitCodeOfStatus(result.status, result.infraCode)
}
