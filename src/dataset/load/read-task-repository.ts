import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { CapuchinError, messageOf } from '../../std/index.ts'
import type { RawRow } from '../read-instances.ts'

/** Columns that a task keeps as files of their own, beside `task.yaml` and `tests.json`. */
const columnFiles = {
  patch: 'gold.patch',
  test_patch: 'test.patch',
  eval_script: 'eval.sh',
  problem_statement: 'problem_statement.md',
} as const

const configSchema = z.object({
  datasets: z.array(z.string()).min(1),
  splits: z.array(z.string()).default(['test']),
})
const taskSchema = z
  .object({ split: z.string().nullish(), datasets: z.array(z.string()).nullish() })
  .catchall(z.unknown())

/**
 * Rows of a task repository of SWE-bench 5: `sweb.yaml` and a folder for each task. Without a split every published
 * one is read; a task of an unpublished split is not.
 */
export async function* readTaskRepository(
  folder: string,
  { split }: { readonly split?: string | undefined } = {},
): AsyncGenerator<RawRow> {
  const config = await readYaml(join(folder, 'sweb.yaml'), configSchema)
  const splits = split === undefined ? config.splits : [split]
  const unknown = splits.filter((name) => !config.splits.includes(name))
  if (unknown.length > 0)
    throw new CapuchinError('dataset/no-split', `${folder} publishes no split '${unknown.join(', ')}'`, {
      hint: `It publishes: ${config.splits.join(', ')}.`,
    })
  for (const name of (await readdir(join(folder, 'tasks'))).sort()) {
    const task = join(folder, 'tasks', name)
    const meta = await readYaml(join(task, 'task.yaml'), taskSchema, { optional: true })
    if (meta === null || !splits.includes(meta.split ?? '')) continue
    yield { where: `tasks/${name}`, value: { ...withoutNulls(meta), ...(await readColumns(task)) } }
  }
}

/** Scalars are read as text, so YAML's nulls are words here. */
function withoutNulls(meta: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const nulls: readonly unknown[] = ['', '~', 'null']
  return Object.fromEntries(Object.entries(meta).filter(([, value]) => !nulls.includes(value)))
}

async function readColumns(task: string): Promise<Readonly<Record<string, unknown>>> {
  const columns: Record<string, unknown> = {}
  for (const [column, file] of Object.entries(columnFiles))
    columns[column] = await readFile(join(task, file), 'utf8').catch(missing(task, file))
  columns.hints_text = await readFile(join(task, 'hints.md'), 'utf8').catch(() => undefined)
  const tests = await readFile(join(task, 'tests.json'), 'utf8').catch(missing(task, 'tests.json'))
  return { ...columns, ...parseTests(tests, join(task, 'tests.json')) }
}

function parseTests(text: string, path: string): Readonly<Record<string, unknown>> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  } catch (cause) {
    throw new CapuchinError('dataset/bad-file', `cannot read ${path}: ${messageOf(cause)}`, { cause })
  }
}

function missing(task: string, file: string): (cause: unknown) => never {
  return (cause) => {
    throw new CapuchinError('dataset/bad-task', `${task} has no readable ${file}`, {
      cause,
      hint: `A task holds task.yaml, tests.json and ${Object.values(columnFiles).join(', ')}.`,
    })
  }
}

async function readYaml<T extends z.ZodType>(path: string, schema: T): Promise<z.infer<T>>
async function readYaml<T extends z.ZodType>(
  path: string,
  schema: T,
  options: { readonly optional: true },
): Promise<z.infer<T> | null>
async function readYaml(path: string, schema: z.ZodType, options: { readonly optional?: true } = {}) {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (options.optional) return null
    throw new CapuchinError('dataset/bad-file', `cannot read ${path}: ${messageOf(cause)}`, { cause })
  })
  if (text === null) return null
  // Versions such as 3.10 stay text: as numbers they would lose their last digit.
  const { parse } = await import('yaml')
  const parsed = schema.safeParse(parse(text, { schema: 'failsafe' }))
  if (parsed.success) return parsed.data
  throw new CapuchinError('dataset/bad-file', `cannot read ${path}: ${messageOf(parsed.error)}`)
}
