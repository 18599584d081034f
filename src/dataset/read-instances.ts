import { z } from 'zod'
import type { Instance } from '../domain/index.ts'
import { CapuchinError, messageOf } from '../std/index.ts'
import type { DatasetProblem } from './dataset-problem.ts'
import { lintInstance } from './lint/lint-instance.ts'
import { readRow } from './rows/read-row.ts'
import type { RowSurroundings, RowVariant } from './rows/row-reader.ts'

/** A row as a file holds it, or why it could not be read, and where that is: `line 3`, `row 3` (from 1), a task's folder. */
export type RawRow =
  | { readonly where: string; readonly value: unknown; readonly unreadable?: never }
  | { readonly where: string; readonly value?: never; readonly unreadable: CapuchinError }

export interface ReadOptions {
  /** Only these instances; the rest is not kept. */
  readonly ids?: ReadonlySet<string> | undefined
  /** Lists a bad row among the problems in place of throwing it. */
  readonly skipBadRows?: boolean | undefined
}

export interface ReadInstances {
  readonly instances: readonly Instance[]
  readonly problems: readonly DatasetProblem[]
  /** How many rows of each kind were kept. */
  readonly variants: ReadonlyMap<RowVariant, number>
}

/**
 * Reads rows one by one, so that only instances stay in memory. An instance that occurs again is left out and listed.
 *
 * @throws CapuchinError `dataset/bad-row` naming place, id and field, or why a row could not be read, unless bad rows
 *   are to be skipped.
 */
export async function readInstances(
  rows: AsyncIterable<RawRow> | Iterable<RawRow>,
  around: RowSurroundings,
  { ids, skipBadRows = false }: ReadOptions = {},
): Promise<ReadInstances> {
  const instances = new Map<string, Instance>()
  const variants = new Map<RowVariant, number>()
  const problems: DatasetProblem[] = []
  for await (const { where, value, unreadable } of rows) {
    const rowId = idOf(value)
    if (ids && rowId !== null && !ids.has(rowId)) continue
    const read = unreadable ? { field: null, message: unreadable.message } : tryRead(value, around)
    if ('field' in read) {
      if (!skipBadRows)
        throw unreadable ? withSkipHint(unreadable) : badRow({ where, instanceId: rowId, ...read })
      problems.push({ kind: 'bad-row', where, instanceId: rowId, ...read })
      continue
    }
    const { instance, variant, missing } = read
    const { instanceId } = instance
    if (ids && !ids.has(instanceId)) continue
    const add = (problem: Pick<DatasetProblem, 'kind' | 'field' | 'message'>): void => {
      problems.push({ where, instanceId, ...problem })
    }
    if (instances.has(instanceId)) {
      add({ kind: 'duplicate-instance', field: 'instance_id', message: `'${instanceId}' was read before` })
      continue
    }
    instances.set(instanceId, instance)
    variants.set(variant, (variants.get(variant) ?? 0) + 1)
    if (missing) add({ ...missing, field: missing.kind === 'no-parser' ? 'log_parser' : 'version' })
    for (const finding of lintInstance(instance)) add(finding)
  }
  return { instances: [...instances.values()], problems, variants }
}

type BadRow = Pick<DatasetProblem, 'field' | 'message'> & { readonly cause?: unknown }

function tryRead(value: unknown, around: RowSurroundings) {
  try {
    return readRow(value, around)
  } catch (error) {
    if (error instanceof z.ZodError) return fromIssues(error)
    if (error instanceof CapuchinError) return { field: 'patch', message: messageOf(error) }
    throw error
  }
}

function fromIssues(error: z.ZodError): BadRow {
  const [issue] = error.issues
  const field = issue?.path.join('.') ?? ''
  return { field: field === '' ? null : field, message: issue?.message ?? 'not a row' }
}

function badRow({ where, instanceId, field, message }: Omit<DatasetProblem, 'kind'>): CapuchinError {
  const named = instanceId === null ? '' : ` (${instanceId})`
  const at = field === null ? '' : `, field ${field}`
  return new CapuchinError('dataset/bad-row', `${where}${named}${at}: ${message}`, {
    hint: skipHint,
    data: { where, instanceId, field },
  })
}

const skipHint = 'Mend the row, or leave rows like it out with --skip-bad-rows.'

function withSkipHint(error: CapuchinError): CapuchinError {
  const hint = `${error.hint ?? ''} Lines like it are left out with --skip-bad-rows.`.trimStart()
  return new CapuchinError(error.code, error.message, { cause: error, hint })
}

function idOf(value: unknown): string | null {
  const id = z.object({ instance_id: z.string() }).safeParse(value)
  return id.success ? id.data.instance_id : null
}
