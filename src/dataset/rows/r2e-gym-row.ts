import { z } from 'zod'
import { bashScript, endMarker, startMarker, workFolder } from '../specs/eval-input.ts'
import { jsonObject, maybeTextSchema, proseSchema } from './row-fields.ts'
import { parsedCommitPatch, parsedCommitSchema } from './parsed-commit.ts'
import { withoutUndefined, type ReadRow } from './row-reader.ts'

const rowSchema = z
  .object({
    instance_id: maybeTextSchema,
    repo: maybeTextSchema,
    repo_name: maybeTextSchema,
    base_commit: maybeTextSchema,
    commit_hash: maybeTextSchema,
    docker_image: z.string().min(1),
    problem_statement: proseSchema,
    patch: maybeTextSchema,
    expected_output_json: jsonObject(z.record(z.string(), z.string())),
    parsed_commit_content: jsonObject(parsedCommitSchema),
  })
  .refine((row) => row.repo !== undefined || row.repo_name !== undefined, {
    message: 'neither repo nor repo_name is there',
    path: ['repo_name'],
  })
  .refine((row) => row.instance_id !== undefined || row.commit_hash !== undefined, {
    message: 'neither instance_id nor commit_hash is there',
    path: ['commit_hash'],
  })

/**
 * A row of R2E-Gym: a commit, and the whole map of test statuses after it. Its id is made of repository and commit,
 * its base is the commit's parent, its tests lie outside the work folder and are run by the image's own script.
 */
export function readR2eGymRow(raw: unknown): ReadRow {
  const row = rowSchema.parse(raw)
  const repo = row.repo ?? row.repo_name ?? ''
  const commit = row.commit_hash ?? ''
  return {
    variant: 'r2e-gym',
    instance: withoutUndefined({
      instanceId: row.instance_id ?? `${repo.replace('/', '__')}-${commit}`,
      repo,
      baseCommit: row.base_commit ?? `${commit}^`,
      problemStatement: row.problem_statement,
      goldPatch: row.patch ?? parsedCommitPatch(row.parsed_commit_content),
      expectedStatuses: row.expected_output_json,
      evaluation: {
        image: row.docker_image,
        script: bashScript('uxo', [
          `cd ${workFolder}`,
          `: '${startMarker}'`,
          'bash /root/run_tests.sh',
          `: '${endMarker}'`,
        ]),
        logParser: 'r2e-gym/parse_log_pytest',
        evalType: 'pass_and_fail' as const,
        rules: 'r2e-gym' as const,
      },
    }),
    missing: null,
  }
}
