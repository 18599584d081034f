import { z } from 'zod'
import type { EvaluationSpec } from '../../domain/index.ts'
import { evalScript, type Environment } from '../specs/derive-scripts.ts'
import { findEnvironment } from '../specs/environment-tables.ts'
import { instanceImage } from '../specs/image-names.ts'
import { imageAssetsSchema, maybeTextSchema, proseSchema, testListSchema, textSchema } from './row-fields.ts'
import { withoutUndefined, type Missing, type ReadRow, type RowSurroundings } from './row-reader.ts'

/** Fields that every dataset of the family shares. */
export const commonRowSchema = z.object({
  instance_id: z.string().min(1),
  repo: z.string().min(1),
  base_commit: proseSchema,
  problem_statement: proseSchema,
  hints_text: maybeTextSchema,
  patch: maybeTextSchema,
  test_patch: maybeTextSchema,
  FAIL_TO_PASS: testListSchema,
  PASS_TO_PASS: testListSchema,
  version: maybeTextSchema,
  environment_setup_commit: maybeTextSchema,
  created_at: maybeTextSchema,
  difficulty: maybeTextSchema,
})
export type CommonRow = z.infer<typeof commonRowSchema>

const rowSchema = commonRowSchema.extend({
  base_commit: textSchema,
  image_assets: imageAssetsSchema,
  /** What SWE-bench 5 writes into its rows; SWE-bench 4 derives it from tables. */
  image: maybeTextSchema,
  eval_script: maybeTextSchema,
  log_parser: maybeTextSchema,
  eval_type: z.enum(['pass_and_fail', 'fail_only']).nullish(),
})
type Row = z.infer<typeof rowSchema>

/** A row of SWE-bench (either generation, every subset) or of SWE-Gym. */
export function readSweBenchRow(raw: unknown, around: RowSurroundings): ReadRow {
  const row = rowSchema.parse(raw)
  const environment = findEnvironment(around.tables, row)
  const family = around.tables.get(row.repo.toLowerCase())?.family ?? 'swe-bench'
  const missing = environmentMissing(row, environment)
  const input = {
    instanceId: row.instance_id,
    repo: row.repo,
    version: row.version ?? '',
    baseCommit: row.base_commit,
    testPatch: row.test_patch ?? '',
    testAssets: row.image_assets,
  }
  const script =
    row.eval_script ?? (environment && missing === null && evalScript(input, environment, { markers: true }))
  const parser = row.log_parser ?? environment?.repository.parser
  const evaluation: EvaluationSpec | undefined =
    script && parser
      ? {
          image: row.image ?? instanceImage(row.instance_id, family, around.images),
          script,
          logParser: parser,
          evalType: row.eval_type ?? (environment?.repository.failOnly ? 'fail_only' : 'pass_and_fail'),
          rules: 'swe-bench',
        }
      : undefined
  const testAssets = row.image_assets.length > 0 ? row.image_assets : undefined
  return {
    variant: family,
    instance: withoutUndefined({ ...commonFields(row), testAssets, evaluation }),
    missing: evaluation ? null : missing,
  }
}

/** The part of an Instance that common fields give. */
export function commonFields(row: CommonRow) {
  return {
    instanceId: row.instance_id,
    repo: row.repo,
    baseCommit: row.base_commit,
    problemStatement: row.problem_statement,
    hints: row.hints_text,
    goldPatch: row.patch,
    testPatch: row.test_patch,
    failToPass: row.FAIL_TO_PASS,
    passToPass: row.PASS_TO_PASS,
    version: row.version,
    environmentSetupCommit: row.environment_setup_commit,
    createdAt: row.created_at,
    difficulty: row.difficulty,
  }
}

function environmentMissing(row: Row, environment: Environment | null): Missing | null {
  const pair = `${row.repo} ${row.version ?? '(no version)'}`
  if (!environment && row.eval_script === undefined)
    return { kind: 'no-environment', message: `no environment is known for ${pair}` }
  if (row.eval_script === undefined && environment?.spec.test_cmd === undefined)
    return { kind: 'no-test-command', message: `the environment of ${pair} names no test command` }
  if (row.log_parser === undefined && (environment?.repository.parser ?? null) === null)
    return { kind: 'no-parser', message: `no log parser is known for ${pair}` }
  return null
}
