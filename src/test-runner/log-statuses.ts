import type { TestStatus, TestStatuses } from '../domain/index.ts'
import { CapuchinError } from '../std/index.ts'
import { findLogParser } from './parsers/registry.ts'
import { translateNewlines } from './parsers/python-text.ts'

/**
 * Statuses of a log by a named parser, in our words; what a parser calls anything else is left out.
 *
 * @throws CapuchinError `test-runner/no-parser`.
 */
export function readStatuses(logParser: string, log: string): TestStatuses {
  const parse = findLogParser(logParser)
  if (!parse) throw new CapuchinError('test-runner/no-parser', `there is no log parser '${logParser}'`)
  const found = parse(translateNewlines(log), { version: '', instanceId: '', harness: 'v5' })
  return new Map(
    [...found].flatMap(([test, token]) => {
      const status = words[token.replace(/:$/, '')]
      return status === undefined ? [] : [[test, status] as const]
    }),
  )
}

const words: Readonly<Record<string, TestStatus>> = {
  PASSED: 'passed',
  FAILED: 'failed',
  SKIPPED: 'skipped',
  ERROR: 'error',
  XFAIL: 'xfail',
}
