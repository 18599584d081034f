import { cp, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { EnvironmentRecipe } from '../../domain/index.ts'
import type { OpenOptions, Sandbox, SandboxProvider } from '../../sandbox/index.ts'
import { CapuchinError, shellQuote } from '../../std/index.ts'
import type { FoundPython } from './find-python.ts'

/** Where the scripts of SWE-bench expect things, and what they lie in here, relative to a task's folder. */
export const taskMounts = { '/testbed': 'testbed', '/opt/miniconda3': 'miniconda3' } as const

const environmentPath = '/opt/miniconda3/envs/testbed'

/** Variables under which pip does not look for a network that is not there. */
export const offlineEnv = {
  PIP_NO_INDEX: '1',
  PIP_NO_BUILD_ISOLATION: '0',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
}

/** What a sandbox has to be opened with to hold a task's folder as its scripts expect it. */
export function taskOptions({ root }: FoundPython, recipe: EnvironmentRecipe): OpenOptions {
  return {
    mounts: taskMounts,
    expose: [root],
    env: { PYTHONDONTWRITEBYTECODE: '1', LOCPATH: '/opt/miniconda3/locale', ...recipe.env },
  }
}

/** The parts of a task's folder that are not the checkout: an `activate` that scripts can source, and no packages yet. */
export async function layTaskFolder(folder: string): Promise<void> {
  const activate = join(folder, taskMounts['/opt/miniconda3'], 'bin/activate')
  await mkdir(dirname(activate), { recursive: true })
  await mkdir(join(folder, taskMounts['/opt/miniconda3'], 'envs'), { recursive: true })
  await writeFile(activate, activateText)
  // Scripts ask for a locale that a machine need not have; that of C differs from it only in how it sorts and prints.
  const locale = join(folder, taskMounts['/opt/miniconda3'], 'locale/en_US.utf8')
  await cp('/usr/lib/locale/C.utf8', locale, { recursive: true }).catch(() => undefined)
}

/** `conda activate NAME` for a virtual environment: it goes first on the PATH, and is named. */
const activateText = `# Stands in for conda's: environments here are virtual environments of Python.
conda() {
  if [ "\${1:-}" = activate ]; then
    export VIRTUAL_ENV="/opt/miniconda3/envs/$2" CONDA_DEFAULT_ENV="$2"
    export PATH="$VIRTUAL_ENV/bin:$PATH"
    hash -r
  fi
}
`

/** Where and how the packages of an environment are installed. */
export interface Installation {
  readonly provider: SandboxProvider
  /** A task's folder: the checkout and `layTaskFolder`'s. */
  readonly folder: string
  readonly python: FoundPython
  readonly recipe: EnvironmentRecipe
  /** Variables that tell pip where packages come from. */
  readonly pipEnv: Readonly<Record<string, string>>
  readonly signal?: AbortSignal | undefined
}

export interface InstalledRequirements {
  /** Holds the result; the caller's. */
  readonly sandbox: Sandbox
  /** Requirements that cannot be installed here. */
  readonly missing: readonly string[]
}

/** Makes the virtual environment and installs the requirements, one by one where they do not install together. */
export async function installRequirements(installation: Installation): Promise<InstalledRequirements> {
  const { recipe, python } = installation
  const sandbox = await openOnline(installation)
  const shims = Object.entries(recipe.shims)
  try {
    await run(sandbox, installation, `${shellQuote(python.path)} -m venv ${environmentPath}`)
    if (usesPip(recipe))
      await run(
        sandbox,
        installation,
        `${active} && python -m pip install -q -U 'pip<24.1' 'setuptools<70' wheel`,
      )
    const missing: string[] = []
    for (const requirements of recipe.requirements)
      missing.push(...(await installTogether(sandbox, installation, requirements)))
    const site = `"$(python -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')"`
    for (const [name, text] of shims)
      await run(
        sandbox,
        installation,
        `${active} && printf %s ${shellQuote(text)} > ${site}/${shellQuote(name)}`,
      )
    return { sandbox, missing }
  } catch (error) {
    await sandbox.dispose()
    throw error
  }
}

/**
 * Old interpreters come with a pip that knows none of today's packages, and newer ones without what old projects are
 * built with.
 */
function usesPip({ requirements, install }: EnvironmentRecipe): boolean {
  return requirements.flat().length > 0 || install.some((command) => command.includes('pip'))
}

/** What could not be installed, by itself either. */
async function installTogether(
  sandbox: Sandbox,
  { signal }: Installation,
  requirements: readonly string[],
): Promise<readonly string[]> {
  if (requirements.length === 0) return []
  const install = async (names: readonly string[]): Promise<boolean> => {
    const command = `${active} && python -m pip install -q ${names.map(shellQuote).join(' ')}`
    return (await sandbox.exec(`( ${command} ) </dev/null`, { signal })).exitCode === 0
  }
  if (await install(requirements)) return []
  const missing: string[] = []
  for (const requirement of requirements) if (!(await install([requirement]))) missing.push(requirement)
  return missing
}

/** Prepares and installs the project itself, and commits what that changed, as the images of SWE-bench do. */
export async function installProject(installation: Installation, sandbox: Sandbox): Promise<void> {
  const { recipe } = installation
  for (const command of [...recipe.preInstall, ...recipe.install])
    await run(sandbox, installation, `${active} && cd /testbed && ${command}`)
  const identity = '-c user.email=setup@swebench.config -c user.name=SWE-bench'
  await run(
    sandbox,
    installation,
    `cd /testbed && git ${identity} commit --quiet --allow-empty -am SWE-bench`,
  )
}

/** A sandbox over a task's folder that may reach the network. */
export function openOnline(installation: Installation): Promise<Sandbox> {
  const { provider, folder, python, recipe, pipEnv, signal } = installation
  const options = taskOptions(python, recipe)
  return provider.open(
    { from: 'checkout', path: folder },
    { ...options, env: { ...options.env, ...pipEnv }, network: true, signal },
  )
}

const active = '. /opt/miniconda3/bin/activate && conda activate testbed'

async function run(sandbox: Sandbox, { signal }: Installation, command: string): Promise<void> {
  const result = await sandbox.exec(`( ${command} ) </dev/null`, { signal })
  if (result.exitCode === 0) return
  const said = `${result.stdout}\n${result.stderr}`.trim().slice(-1500)
  throw new CapuchinError(
    'workspace/setup-failed',
    `setting an environment up failed at '${command}': ${said}`,
    {
      hint: 'change the recipe with --environment-overrides, or use an image: --sandbox docker',
    },
  )
}
