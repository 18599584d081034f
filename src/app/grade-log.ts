import { z } from 'zod'
import {
  evalTypeOfRepository,
  gradeLog,
  toInstanceReport,
  verdictWithoutLog,
  type InstanceReport,
} from '../evaluation/index.ts'
import { CapuchinError, messageOf } from '../std/index.ts'
import { findLogParser, logParserOfRepository, type Harness } from '../test-runner/index.ts'
import { readInput } from './read-input.ts'

export interface GradeRequest {
  /** `owner/name`; that of the reference where absent. */
  readonly repo?: string
  /** Path of the reference: a row of a dataset, or the part of one that grading needs. */
  readonly reference: string
  readonly harness: Harness
  /** A path, or `-` for standard input. */
  readonly log: string
  /** Of the test command, where it is known from elsewhere than the log. */
  readonly exitCode?: number
}

/** A list as such, or as JSON in a string, as the rows of datasets have it. */
const testListSchema = z
  .union([z.array(z.string()), z.string().transform(parseList).pipe(z.array(z.string()))])
  .nullish()

const referenceSchema = z.object({
  repo: z.string().optional(),
  instance_id: z.string().optional(),
  version: z.union([z.string(), z.number().transform(String)]).optional(),
  FAIL_TO_PASS: testListSchema,
  PASS_TO_PASS: testListSchema,
  log_parser: z.string().optional(),
  eval_type: z.enum(['pass_and_fail', 'fail_only']).optional(),
  /** The prediction's patch, where one is given: null is none. */
  patch: z.string().nullish(),
})
type Reference = z.infer<typeof referenceSchema>

/**
 * Upstream's report on one log. v4 knows parser and kind of grading by the repository alone, v5 takes them from the
 * reference where it has them.
 *
 * @throws CapuchinError `log/unreadable`, `log/bad-reference`, `log/unknown-parser`, `log/unknown-repository`
 */
export async function gradeLogFile(request: GradeRequest): Promise<InstanceReport> {
  const { harness, exitCode } = request
  const row = await readReference(request.reference)
  const repo = request.repo ?? row.repo ?? ''
  const own = harness === 'v5' ? row : {}
  const reference = {
    instanceId: row.instance_id ?? '',
    version: row.version ?? '',
    harness,
    rules: 'swe-bench',
    logParser: own.log_parser ?? parserOf(repo),
    evalType: own.eval_type ?? evalTypeOfRepository(repo, harness),
    failToPass: row.FAIL_TO_PASS ?? [],
    passToPass: row.PASS_TO_PASS ?? [],
  } as const
  if (!findLogParser(reference.logParser))
    throw new CapuchinError(
      'log/unknown-parser',
      `${request.reference} names no known parser: '${reference.logParser}'`,
    )
  const patch = row.patch === undefined ? '' : row.patch
  const verdict =
    patch === null
      ? verdictWithoutLog(reference, 'empty-patch')
      : gradeLog(await readInput(request.log), reference, exitCode === undefined ? {} : { exitCode })
  return toInstanceReport(verdict, { patch })
}

async function readReference(path: string): Promise<Reference> {
  const text = await readInput(path)
  const hint =
    'It is a JSON object with repo, FAIL_TO_PASS and PASS_TO_PASS, the lists as such or as JSON in strings.'
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const cause = { cause: error, hint }
    throw new CapuchinError(
      'log/bad-reference',
      `the reference ${path} is no JSON: ${messageOf(error)}`,
      cause,
    )
  }
  const parsed = referenceSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `
  throw new CapuchinError(
    'log/bad-reference',
    `the reference ${path} cannot be used: ${where}${issue?.message}`,
    { hint },
  )
}

function parserOf(repo: string): string {
  const parser = logParserOfRepository(repo)
  if (parser !== undefined) return parser
  throw new CapuchinError('log/unknown-repository', `no log parser is known for the repository '${repo}'`, {
    hint: 'Name one in the reference, as log_parser (v5 only).',
  })
}

/** The value a string holds as JSON; the string itself, which is no list, where it holds none. */
function parseList(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
