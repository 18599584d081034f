import { z } from 'zod'

/** What can be wrong with a row; each kind is counted. */
export const datasetProblemKinds = [
  'bad-row',
  'duplicate-instance',
  'no-environment',
  'no-test-command',
  'no-parser',
  'no-fail-to-pass',
  'truncated-id',
  'docstring-id',
  'blank-in-id',
  'repeated-id',
  'id-in-both-lists',
] as const

export const datasetProblemSchema = z.object({
  kind: z.enum(datasetProblemKinds),
  /** Where the row is: `line 3`, `row 3` (both count from 1), or a task's folder. */
  where: z.string(),
  instanceId: z.string().nullable(),
  /** Field of the row, as it is spelled there. */
  field: z.string().nullable(),
  message: z.string(),
})
/** `bad-row` means that the row is left out; every other kind that it is in. */
export type DatasetProblem = Readonly<z.infer<typeof datasetProblemSchema>>
export type DatasetProblemKind = DatasetProblem['kind']

/** How often each kind occurs; kinds that do not are left out. */
export function countProblems(
  problems: readonly DatasetProblem[],
): Readonly<Partial<Record<DatasetProblemKind, number>>> {
  const counts: Partial<Record<DatasetProblemKind, number>> = {}
  for (const { kind } of problems) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}
