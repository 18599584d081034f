import type { z } from 'zod'
import { CapuchinError, messageOf, readFileLines } from '../../std/index.ts'
import { readInput, unreadable } from '../read-input.ts'

export interface Line<T> {
  /** Where it stands, for messages: `runs.jsonl, line 3`. */
  readonly where: string
  readonly value: T
}

/**
 * One object a line; empty lines are passed over.
 *
 * @throws CapuchinError `log/unreadable` without the file, `analyze/bad-input` for a line that cannot be read and for
 * a file without any
 */
export async function readJsonLines<T>(path: string, schema: z.ZodType<T>): Promise<readonly Line<T>[]> {
  const name = path === '-' ? 'standard input' : path
  const lines: Line<T>[] = []
  for (const [index, text] of (await readInput(path)).split('\n').entries()) {
    if (text.trim() === '') continue
    const where = `${name}, line ${index + 1}`
    lines.push({ where, value: parseLine(text, where, schema) })
  }
  if (lines.length === 0) throw badInput(name, 'there is no line in it')
  return lines
}

/** The same of files too long to hold, one line in memory at a time; of standard input all are. A file may be empty. */
export async function* streamJsonLines<T>(path: string, schema: z.ZodType<T>): AsyncGenerator<Line<T>> {
  if (path === '-') return yield* await readJsonLines(path, schema)
  try {
    for await (const { text, number } of readFileLines(path)) {
      const where = `${path}, line ${number}`
      if (text.trim() !== '') yield { where, value: parseLine(text, where, schema) }
    }
  } catch (error) {
    throw error instanceof CapuchinError ? error : unreadable(path, error)
  }
}

/** What a text of JSON holds. @throws CapuchinError `analyze/bad-input`. */
export function parseLine<T>(text: string, where: string, schema: z.ZodType<T>): T {
  const { data, error } = schema.safeParse(parseJson(text, where))
  if (!error) return data
  const [issue] = error.issues
  throw badInput(where, `${issue?.path.join('.') || 'the line'}: ${issue?.message}`)
}

/** One instance a line, none of them twice. @throws CapuchinError as `readJsonLines`. */
export async function readInstances<T extends { readonly instanceId: string }>(
  path: string,
  schema: z.ZodType<T>,
): Promise<readonly Line<T>[]> {
  const lines = await readJsonLines(path, schema)
  const seen = new Map<string, string>()
  for (const { where, value } of lines) {
    const before = seen.get(value.instanceId)
    if (before !== undefined) throw badInput(where, `instance ${value.instanceId} is already on ${before}`)
    seen.set(value.instanceId, where)
  }
  return lines
}

/** The sentence for input that cannot be used, with where its form is written down. */
export function badInput(where: string, what: string): CapuchinError {
  return new CapuchinError('analyze/bad-input', `cannot use ${where}: ${what}`, {
    hint: 'docs/formats/analysis.md says what each line must hold.',
  })
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw badInput(where, `it is no JSON (${messageOf(cause)})`)
  }
}
