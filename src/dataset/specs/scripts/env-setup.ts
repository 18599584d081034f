import type { EnvironmentSpec } from '../environment-spec.ts'
import { activateConda } from '../eval-input.ts'
import type { RepositoryEnvironments } from '../environment-tables.ts'
import { environmentText, requirementsText, type ReadFile } from '../dependency-files.ts'

export interface EnvSetupFiles {
  /** Reads the repository at `environment_setup_commit`. */
  readonly readFile?: ReadFile | undefined
  /** A frozen environment.yml, used alone; default: the one that is known of the instance. */
  readonly frozenEnvironment?: string | undefined
}

/**
 * Commands that make the environment of an instance, or null where they depend on a file of the repository that
 * `files` does not have.
 */
export function envSetupCommands(
  repository: RepositoryEnvironments,
  spec: EnvironmentSpec,
  files: EnvSetupFiles,
): readonly string[] | null {
  if (repository.language !== 'py') return aptCommands(spec)
  if (files.frozenEnvironment !== undefined) return frozenCommands(files.frozenEnvironment)
  const created = createCommands(repository, spec, files.readFile ?? (() => null))
  if (created === null) return null
  const pip = spec.pip_packages ? [`python -m pip install ${spec.pip_packages.join(' ')}`] : []
  return [activate, ...created, 'conda activate testbed', ...pip]
}

const [activate = ''] = activateConda
const fileDelimiter = 'EOF_59812759871'

function aptCommands(spec: EnvironmentSpec): readonly string[] {
  const packages = spec['apt-pkgs']
  return packages ? ['apt-get update', `apt-get install -y ${packages.join(' ')}`] : []
}

function frozenCommands(text: string): readonly string[] {
  const path = '/root/environment.yml'
  return [activate, withHeredocInto(path, text), `conda env create -f ${path}`, 'conda activate testbed']
}

function createCommands(
  repository: RepositoryEnvironments,
  spec: EnvironmentSpec,
  readFile: ReadFile,
): readonly string[] | null {
  const patches = spec.env_patches ?? []
  const create = `conda create -n testbed python=${spec.python ?? ''}`
  if (spec.packages === 'requirements.txt') {
    const text = requirementsText(repository, readFile)
    if (text === null) return null
    const path = '$HOME/requirements.txt'
    const install = `conda activate testbed && python -m pip install -r ${path}`
    return [`${create} -y`, withHeredocInto(path, text), ...patches, install, `rm ${path}`]
  }
  if (spec.packages !== 'environment.yml') return [...patches, `${create} ${spec.packages ?? ''} -y`]
  const text = environmentText(repository, readFile)
  if (text === null) return null
  return [
    withHeredocInto('environment.yml', text),
    ...patches,
    ...fromEnvironmentFile(spec),
    'rm environment.yml',
  ]
}

function fromEnvironmentFile(spec: EnvironmentSpec): readonly string[] {
  if (spec.no_use_env)
    return [
      `conda create -c conda-forge -n testbed python=${spec.python ?? ''} -y`,
      'conda env update -f environment.yml',
    ]
  const python = spec.python === undefined ? '' : ` && conda install python=${spec.python} -y`
  return ['conda env create --file environment.yml', `conda activate testbed${python}`]
}

function withHeredocInto(path: string, text: string): string {
  return `cat <<'${fileDelimiter}' > ${path}\n${text}\n${fileDelimiter}`
}
