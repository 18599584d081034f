import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { HarnessAttempt, HarnessInstance } from '../../analysis/index.ts'
import { messageOf } from '../../std/index.ts'
import { badInput, parseLine, streamJsonLines, type Line } from './json-lines.ts'

const outcome = z.boolean().nullable()

const checkedSchema = z.object({
  model: z.string().nullish(),
  edit_outcome: outcome,
  lint_outcome: outcome,
  test_outcome: outcome,
  cost: z.number().nullish(),
  added_files: z.array(z.string()).nullish(),
  /** From 1; left out: the attempts are numbered by their place. */
  try: z.int().min(1).nullish(),
})

const listedSchema = z.object({
  instance_id: z.string(),
  gold_files: z.array(z.string()).nullish(),
  resolved: z.boolean().nullish(),
  attempts: z.array(checkedSchema.extend({ patch_chars: z.int().nonnegative(), chosen: z.boolean() })).min(1),
})

const resultSchema = checkedSchema.extend({ model_patch: z.string().nullable() })

/** One file an instance, as aider's harness wrote them: the chosen result with all results beside it. */
const resultsSchema = resultSchema.extend({
  instance_id: z.string(),
  gold_files: z.array(z.string()).nullish(),
  resolved: z.boolean().nullish(),
  all_results: z.array(resultSchema).min(1),
})

const instanceSchema = z.union([listedSchema, resultsSchema], {
  error: 'it needs instance_id with attempts, or with model_patch and all_results',
})
/** Null for JSON that is about no instance. */
const namedSchema = z.object({ instance_id: z.string() }).nullable().catch(null)
type InstanceLine = z.infer<typeof instanceSchema>

/**
 * Instances of a harness, one in memory at a time: from JSON lines, or from a folder of JSON files, one an instance.
 *
 * @throws CapuchinError `log/unreadable`, `analyze/bad-input`, also for an instance that is given twice.
 */
export async function* readHarnessInstances(path: string): AsyncGenerator<HarnessInstance> {
  const seen = new Map<string, string>()
  for await (const { where, value } of linesOf(path)) {
    const before = seen.get(value.instance_id)
    if (before !== undefined) throw badInput(where, `instance ${value.instance_id} is already on ${before}`)
    seen.set(value.instance_id, where)
    yield toInstance(value)
  }
  if (seen.size === 0) throw badInput(path, 'there is no instance in it')
}

async function* linesOf(path: string): AsyncGenerator<Line<InstanceLine>> {
  const isFolder = await stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  )
  if (!isFolder) return yield* streamJsonLines(path, instanceSchema)
  for (const name of (await readdir(path)).toSorted()) {
    if (!name.endsWith('.json')) continue
    const file = join(path, name)
    const text = await readFile(file, 'utf8').catch((cause: unknown) => {
      throw badInput(file, messageOf(cause))
    })
    // A report about all of them may lie beside the instances.
    if (parseLine(text, file, namedSchema) === null) continue
    yield { where: file, value: parseLine(text, file, instanceSchema) }
  }
}

function toInstance(line: InstanceLine): HarnessInstance {
  const { instance_id: instanceId, gold_files: goldFiles = null, resolved = null } = line
  const attempts =
    'attempts' in line
      ? line.attempts.map((attempt, at) =>
          toAttempt(attempt, { at, hasPatch: attempt.patch_chars > 0, chosen: attempt.chosen }),
        )
      : line.all_results.map((result, at) =>
          toAttempt(result, { at, hasPatch: Boolean(result.model_patch), chosen: isSame(result, line) }),
        )
  return { instanceId, goldFiles, resolved, attempts }
}

function toAttempt(
  {
    model = null,
    edit_outcome: edits,
    lint_outcome: lint,
    test_outcome: tests,
    ...rest
  }: z.infer<typeof checkedSchema>,
  { at, hasPatch, chosen }: { readonly at: number; readonly hasPatch: boolean; readonly chosen: boolean },
): HarnessAttempt {
  const { cost: costUsd = null, added_files: addedFiles = null, try: round = null } = rest
  return {
    hasPatch,
    edits,
    lint,
    tests,
    model,
    round: round ?? at + 1,
    number: round === null ? at + 1 : null,
    chosen,
    costUsd,
    addedFiles,
  }
}

/** The chosen result stands beside the others without a mark; its cost there is that of all of them. */
function isSame(result: z.infer<typeof resultSchema>, chosen: z.infer<typeof resultSchema>): boolean {
  return (['model_patch', 'model', 'try', 'edit_outcome', 'lint_outcome', 'test_outcome'] as const).every(
    (field) => (result[field] ?? null) === (chosen[field] ?? null),
  )
}
