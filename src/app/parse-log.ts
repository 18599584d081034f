import { CapuchinError } from '../std/index.ts'
import {
  findLogParser,
  logParserNames,
  translateNewlines,
  type LogContext,
  type LogStatuses,
} from '../test-runner/index.ts'
import { readInput } from './read-input.ts'

export interface ParseLogRequest extends LogContext {
  /** Upstream's name: `parse_log_django`. */
  readonly parser: string
  /** A path, or `-` for standard input. */
  readonly log: string
}

/**
 * The statuses of a log's tests.
 *
 * @throws CapuchinError `log/unknown-parser`, `log/unreadable`
 */
export async function parseLogFile(request: ParseLogRequest): Promise<LogStatuses> {
  const parse = findLogParser(request.parser)
  if (!parse) throw unknownParser(request.parser)
  return parse(translateNewlines(await readInput(request.log)), request)
}

function unknownParser(name: string): CapuchinError {
  const bare = name.replace(/^parse_(?:log_)?/, '').toLowerCase()
  const near = bare === '' ? [] : logParserNames.filter((known) => known.includes(bare)).slice(0, 3)
  return new CapuchinError('log/unknown-parser', `there is no log parser '${name}'`, {
    hint:
      near.length > 0
        ? `Did you mean ${near.join(' or ')}?`
        : 'Parsers go by their upstream names: parse_log_pytest, parse_log_django, swe-smith/parse_log_pytest.',
  })
}
