import { z } from 'zod'
import { evalScript } from '../specs/derive-scripts.ts'
import type { RepositoryEnvironments } from '../specs/environment-tables.ts'
import { changedTestFiles } from '../specs/test-patch.ts'
import { jsonObject, maybeTextSchema, textSchema } from './row-fields.ts'
import { commonFields, commonRowSchema } from './swe-bench-row.ts'
import { withoutUndefined, type ReadRow, type RowSurroundings } from './row-reader.ts'

const texts = z.array(z.string()).nullish()

/** What replaces the table of environments; nulls mean absent. */
const installConfigSchema = jsonObject(
  z.object({
    python: maybeTextSchema,
    packages: maybeTextSchema,
    install: maybeTextSchema,
    pre_install: texts,
    pip_packages: texts,
    test_cmd: z.union([z.string(), z.array(z.string()).min(1)]),
    log_parser: z.string(),
    no_use_env: z.boolean().nullish(),
    eval_commands: texts,
  }),
)

const rowSchema = commonRowSchema.extend({
  base_commit: textSchema,
  install_config: installConfigSchema,
  docker_image: maybeTextSchema,
  image_name: maybeTextSchema,
})

/** Commands run in a locale that prints every character. */
const locale = 'LANG=C.UTF-8 LC_ALL=C.UTF-8 '

/** A row of SWE-rebench, which carries its own install recipe, test command and parser name. */
export function readSweRebenchRow(raw: unknown, { images }: RowSurroundings): ReadRow {
  const row = rowSchema.parse(raw)
  const { install_config: config } = row
  const command = typeof config.test_cmd === 'string' ? config.test_cmd : (config.test_cmd.at(-1) ?? '')
  const spec = withoutUndefined({
    install: config.install === undefined ? undefined : `${locale}${config.install}`,
    eval_commands: config.eval_commands ?? undefined,
    test_cmd: `${locale}${command}`,
  })
  const input = {
    instanceId: row.instance_id,
    repo: row.repo,
    version: row.version ?? '',
    baseCommit: row.base_commit,
    testPatch: row.test_patch ?? '',
  }
  const namespace = images.prefix ?? `${images.namespace ?? 'swerebench'}/`
  const derived = `${namespace}sweb.eval.x86_64.${row.instance_id.toLowerCase().replaceAll('__', '_1776_')}`
  return {
    variant: 'swe-rebench',
    instance: withoutUndefined({
      ...commonFields(row),
      environmentSetupCommit: row.environment_setup_commit ?? row.base_commit,
      evaluation: {
        image: row.docker_image ?? row.image_name ?? derived,
        script: evalScript(
          input,
          { repository: pythonRepository(row.repo), spec },
          { testFiles: changedTestFiles(input.testPatch) },
        ),
        logParser: config.log_parser,
        evalType: 'pass_and_fail' as const,
        rules: 'swe-bench' as const,
      },
    }),
    missing: null,
  }
}

function pythonRepository(repo: string): RepositoryEnvironments {
  return {
    repo,
    family: 'swe-bench',
    language: 'py',
    parser: null,
    failOnly: false,
    requirements: [],
    environment: [],
    frozen: () => undefined,
    versions: new Map(),
    texts: {},
  }
}
