import type { Instance } from '../../domain/index.ts'
import type { DatasetProblem } from '../dataset-problem.ts'

type Finding = Pick<DatasetProblem, 'kind' | 'field' | 'message'>

/** What can be said against an instance's test lists before any test is run. */
export function lintInstance(instance: Instance): readonly Finding[] {
  const { failToPass, passToPass, expectedStatuses } = instance
  if (expectedStatuses !== undefined) return []
  const inFirst = new Set(failToPass)
  const both = (passToPass ?? []).filter((id) => inFirst.has(id))
  return [
    ...(failToPass !== undefined && failToPass.length > 0 ? [] : [nothingToFix(instance)]),
    ...lintList('FAIL_TO_PASS', failToPass ?? [], instance),
    ...lintList('PASS_TO_PASS', passToPass ?? [], instance),
    ...both.map((id) => ({
      kind: 'id-in-both-lists' as const,
      field: 'PASS_TO_PASS',
      message: `'${id}' is in both lists`,
    })),
  ]
}

function nothingToFix({ failToPass }: Instance): Finding {
  const message = failToPass === undefined ? 'there is no list of failing tests' : 'no test has to be fixed'
  return { kind: 'no-fail-to-pass', field: 'FAIL_TO_PASS', message }
}

function lintList(field: string, ids: readonly string[], instance: Instance): readonly Finding[] {
  const seen = new Set<string>()
  return ids.flatMap((id) => {
    const repeated = seen.has(id)
    seen.add(id)
    const kind = repeated ? 'repeated-id' : unmatchable(id, instance.evaluation?.logParser)
    return kind === null ? [] : [{ kind, field, message: messages[kind](id) }]
  })
}

const messages = {
  'repeated-id': (id: string) => `'${id}' is listed more than once`,
  'truncated-id': (id: string) => `'${id}' ends inside brackets, so that no log line is equal to it`,
  'docstring-id': (id: string) => `'${id}' is the first line of a docstring, not a test's name`,
  'blank-in-id': (id: string) => `'${id}' holds white space, which the log parser ends ids at`,
} as const

/** Parsers that take one word of a line as the id. */
const wordParsers = new Set(['parse_log_pytest', 'parse_log_pytest_options', 'parse_log_matplotlib'])

function unmatchable(id: string, parser: string | undefined): keyof typeof messages | null {
  if (parser === 'parse_log_django') return /^\S+ \([\w.]+\)/.test(id) ? null : 'docstring-id'
  if (count(id, '[') > count(id, ']')) return 'truncated-id'
  const wordsOnly = wordParsers.has(parser?.split('/').at(-1) ?? '')
  return id.trim() === '' || (wordsOnly && /\s/.test(id)) ? 'blank-in-id' : null
}

function count(text: string, char: string): number {
  return text.split(char).length - 1
}
