import { z } from 'zod'

const texts = z.array(z.string())

/** What upstream hashes with Python's `str()`: the order of its keys is part of image names. */
const dockerSpecsSchema = z.record(z.string(), z.json())

/** How one version of a repository is built and tested. Field names are those of SWE-bench's tables. */
export const environmentSpecSchema = z.strictObject({
  python: z.string().optional(),
  /** `requirements.txt`, `environment.yml`, or arguments of `conda create`. */
  packages: z.string().optional(),
  pip_packages: texts.optional(),
  /** An environment file is merged into a bare environment instead of making it. */
  no_use_env: z.boolean().optional(),
  docker_specs: dockerSpecsSchema.optional(),
  'apt-pkgs': texts.optional(),
  /** SWE-Gym: commands that edit the dependency file before it is used. */
  env_patches: texts.optional(),
  pre_install: texts.optional(),
  install: z.union([z.string(), texts]).optional(),
  build: texts.optional(),
  eval_commands: texts.optional(),
  test_cmd: z.union([z.string(), texts]).optional(),
  execute_test_as_nonroot: z.boolean().optional(),
  nano_cpus: z.number().optional(),
})
export type EnvironmentSpec = Readonly<z.infer<typeof environmentSpecSchema>>

/** One value or several, as a list; nothing is an empty list. */
export function listOf(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value
}
