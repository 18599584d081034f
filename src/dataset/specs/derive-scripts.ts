import type { EnvironmentSpec } from './environment-spec.ts'
import { bashScript, type EvalInput } from './eval-input.ts'
import type { RepositoryEnvironments } from './environment-tables.ts'
import { layerNames, type ImageNames, type ImageOptions } from './image-names.ts'
import { commonEvalCommands } from './scripts/common-eval.ts'
import { envSetupCommands, type EnvSetupFiles } from './scripts/env-setup.ts'
import { pythonEvalCommands } from './scripts/python-eval.ts'
import { repoSetupCommands } from './scripts/repo-setup.ts'
import { sweGymEvalCommands } from './scripts/swe-gym-eval.ts'

export interface Environment {
  readonly repository: RepositoryEnvironments
  readonly spec: EnvironmentSpec
}

export interface EvalScriptOptions {
  /** Puts the marker lines into SWE-Gym's script, which has none. */
  readonly markers?: boolean | undefined
  /** Arguments of a Python test command in place of what the test patch names. */
  readonly testFiles?: readonly string[] | undefined
}

/** The script that runs an instance's hidden tests, equal to upstream's to the byte (SWE-bench 4.1, SWE-Gym). */
export function evalScript(
  input: EvalInput,
  { repository, spec }: Environment,
  options: EvalScriptOptions = {},
): string {
  if (repository.family === 'swe-gym')
    return bashScript('xo', sweGymEvalCommands(input, spec, { markers: options.markers ?? false }))
  const commands =
    repository.language === 'py'
      ? pythonEvalCommands(input, spec, options.testFiles)
      : commonEvalCommands(input, spec, repository)
  return bashScript('uxo', commands)
}

/** Scripts and names that upstream builds an instance's images with. */
export interface BuildScripts {
  readonly names: ImageNames
  /** Null where it depends on a dependency file that was not given. */
  readonly envScript: string | null
  readonly repoScript: string
}

export function buildScripts(
  input: EvalInput,
  environment: Environment,
  options: ImageOptions & EnvSetupFiles = {},
): BuildScripts {
  const { repository, spec } = environment
  const frozenEnvironment = options.frozenEnvironment ?? repository.frozen(input.instanceId)
  const envCommands = envSetupCommands(repository, spec, { readFile: options.readFile, frozenEnvironment })
  const set = repository.family === 'swe-gym' ? 'exo' : 'euxo'
  return {
    names: layerNames(input.instanceId, { ...environment, envCommands }, options),
    envScript: envCommands && bashScript(set, envCommands),
    repoScript: bashScript(set, repoSetupCommands(input, spec, repository)),
  }
}
