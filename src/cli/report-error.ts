import { CapuchinError } from '../std/index.ts'

/** A user's mistake gets a sentence, a bug gets a stack; both get an exit code. */
export function reportError(error: unknown, { json }: { readonly json: boolean }): number {
  const exitCode = exitCodeOf(error)
  if (json) console.log(JSON.stringify({ type: 'error', exitCode, ...describe(error) }))
  else if (error instanceof CapuchinError)
    console.error(`capuchin: ${error.message}${error.hint === undefined ? '' : `\n  ${error.hint}`}`)
  else
    console.error(
      `capuchin: this is a bug, please report it\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    )
  return exitCode
}

function describe(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof CapuchinError)) return { code: 'bug', message: String(error) }
  return { code: error.code, message: error.message, hint: error.hint }
}

/** Exit code by the error code's beginning; the longest that fits counts. */
const exitCodes: Readonly<Record<string, number>> = {
  'analysis/': 2,
  'analyze/': 2,
  'config/': 3,
  'config/bad-flag': 2,
  'config/no-tier': 2,
  'dataset/': 2,
  'dataset/hub': 7,
  'dataset/hub-unauthorized': 3,
  'db/': 3,
  'edit/': 2,
  'evaluate/': 2,
  'evaluation/': 2,
  'export/': 2,
  'git/': 2,
  'gym/': 2,
  'improve/': 2,
  'log/': 2,
  'issue/': 7,
  'issue/bad-address': 2,
  'issue/denied': 3,
  'issue/login-page': 3,
  'issue/not-found': 2,
  'issue/not-text': 2,
  'issue/too-large': 2,
  'llm/': 7,
  'llm/bad-recording': 2,
  'llm/budget': 5,
  'llm/no-endpoint': 2,
  'llm/no-key': 3,
  'llm/no-logprobs': 3,
  'llm/unknown-provider': 2,
  'map/': 2,
  'rollout/': 2,
  'sandbox/': 4,
  'select/': 2,
  'solve/': 2,
  'std/cancelled': 130,
  'store/': 2,
  'workspace/': 4,
}

export function exitCodeOf(error: unknown): number {
  if (!(error instanceof CapuchinError)) return 1
  const fitting = Object.entries(exitCodes).filter(([prefix]) => error.code.startsWith(prefix))
  return fitting.sort(([a], [b]) => b.length - a.length)[0]?.[1] ?? 1
}

/** Exit code of a finished solve run. */
export function exitCodeOfStatus(status: string, infraCode: string | null): number {
  const byStatus: Readonly<Record<string, number>> = {
    done: 0,
    'no-plausible': 6,
    limit: 5,
    cancelled: 130,
    failed: 1,
  }
  if (status === 'infra') return infraCode === null ? 1 : exitCodeOf(new CapuchinError(infraCode, ''))
  return byStatus[status] ?? 1
}
