import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { EnvironmentRecipe } from '../../domain/index.ts'
import type { SandboxProvider } from '../../sandbox/index.ts'
import { CapuchinError, hashJson, runProcess } from '../../std/index.ts'
import { exportChanges, exportFolder, stampNow } from './export-folder.ts'
import { findPython } from './find-python.ts'
import { prepareTaskCheckout } from './task-checkout.ts'
import {
  installProject,
  installRequirements,
  layTaskFolder,
  openOnline,
  type Installation,
} from './task-environment.ts'

const taskFolderSchema = z.object({
  v: z.literal(1),
  /** Hash of all that the folder was made from. */
  fingerprint: z.string(),
  python: z.object({ path: z.string(), root: z.string() }),
  /** What is installed, as pip names it. */
  packages: z.array(z.string()),
  /** Requirements that could not be installed here. */
  missing: z.array(z.string()),
})
/** A task's checkout and environment on this machine, ready to be opened by any number of sandboxes. */
export type TaskFolder = Readonly<z.infer<typeof taskFolderSchema>> & { readonly path: string }

export interface TaskFolderRequest {
  readonly instanceId: string
  /** A local repository, or a URL. */
  readonly source: string
  readonly baseCommit: string
  readonly recipe: EnvironmentRecipe
}

export interface TaskFolderDeps {
  /** Holds all task folders; made when missing. */
  readonly root: string
  readonly provider: SandboxProvider
  readonly env: Readonly<Record<string, string | undefined>>
  readonly onProgress?: (text: string) => void
  readonly signal?: AbortSignal | undefined
}

/**
 * The folder of a task, made when it is not there yet: requirements are installed once for all tasks of one recipe,
 * the checkout and the project's own installation are the task's own. Project code runs in sandboxes only.
 *
 * @throws CapuchinError `workspace/no-python`, `workspace/no-commit`, `workspace/setup-failed`, `sandbox/*`.
 */
export async function openTaskFolder(request: TaskFolderRequest, deps: TaskFolderDeps): Promise<TaskFolder> {
  const { instanceId, baseCommit, recipe } = request
  const fingerprint = hashJson({ v: 1, baseCommit, recipe: { ...recipe } })
  const path = join(deps.root, 'tasks', `${instanceId}-${fingerprint.slice(0, 12)}`)
  const known = await readTaskFolder(path)
  if (known) return known
  const python = await findPython(recipe.python, deps.env)
  const work = join(deps.root, 'making', `${instanceId}-${process.pid}`)
  await rm(work, { recursive: true, force: true })
  await mkdir(work, { recursive: true })
  try {
    deps.onProgress?.(`${instanceId}: checking out ${baseCommit.slice(0, 10)}`)
    await layTaskFolder(work)
    await prepareTaskCheckout(
      { source: request.source, commit: baseCommit, folder: join(work, 'testbed') },
      deps,
    )
    const installation: Installation = {
      provider: deps.provider,
      folder: work,
      python,
      recipe,
      pipEnv: pipVariables(deps.env),
      signal: deps.signal,
    }
    const missing = await layEnvironment(installation, deps)
    deps.onProgress?.(`${instanceId}: installing the project`)
    const packages = await layProject(installation, deps)
    await writeFile(
      join(work, recordName),
      JSON.stringify({ v: 1, fingerprint, python, packages, missing }, null, 2),
    )
    await mkdir(join(deps.root, 'tasks'), { recursive: true })
    await rename(work, path)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  const made = await readTaskFolder(path)
  if (made) return made
  throw new CapuchinError(
    'workspace/setup-failed',
    `the folder of ${instanceId} is gone right after it was made: ${path}`,
  )
}

const recordName = 'environment.json'

async function readTaskFolder(path: string): Promise<TaskFolder | null> {
  const text = await readFile(join(path, recordName), 'utf8').catch(() => null)
  const parsed = text === null ? null : taskFolderSchema.safeParse(JSON.parse(text))
  return parsed?.success === true ? { ...parsed.data, path } : null
}

/** Links the recipe's installed packages into the task's folder; they are installed when this is the first. */
async function layEnvironment(installation: Installation, deps: TaskFolderDeps): Promise<readonly string[]> {
  const { recipe, folder } = installation
  const key = hashJson({
    python: installation.python.path,
    recipe: { ...recipe, preInstall: [], install: [] },
  })
  const stored = join(deps.root, 'environments', `python${recipe.python}-${key.slice(0, 12)}`)
  if (!(await exists(stored))) {
    deps.onProgress?.(`installing ${recipe.requirements.flat().length} packages for Python ${recipe.python}`)
    const made = join(folder, 'packages')
    const { sandbox, missing } = await installRequirements(installation)
    await using _ = sandbox
    await sandbox.writeFile('/opt/miniconda3/missing.json', JSON.stringify(missing))
    await exportFolder(sandbox, { from: '/opt/miniconda3', to: made }, deps)
    await mkdir(join(deps.root, 'environments'), { recursive: true })
    // Somebody else may have been quicker: theirs is as good.
    await rename(made, stored).catch(() => rm(made, { recursive: true, force: true }))
  }
  const target = join(folder, 'miniconda3')
  await rm(target, { recursive: true, force: true })
  // Links take no time and no room; sandboxes never write to what lies below them.
  await runProcess('cp', ['-al', stored, target], { signal: deps.signal }).then(async ({ exitCode }) => {
    if (exitCode !== 0) await cp(stored, target, { recursive: true, verbatimSymlinks: true })
  })
  return z.array(z.string()).parse(JSON.parse(await readFile(join(target, 'missing.json'), 'utf8')))
}

async function layProject(installation: Installation, deps: TaskFolderDeps): Promise<readonly string[]> {
  const { folder } = installation
  await using sandbox = await openOnline(installation)
  const stamp = await stampNow(sandbox)
  await installProject(installation, sandbox)
  const frozen = await sandbox.exec('/opt/miniconda3/envs/testbed/bin/python -m pip freeze')
  for (const name of ['testbed', 'miniconda3'])
    await exportChanges(sandbox, { from: join(sandbox.root, name), to: join(folder, name), stamp }, deps)
  return frozen.stdout.split('\n').filter((line) => line !== '')
}

async function exists(path: string): Promise<boolean> {
  return readFile(join(path, 'bin/activate')).then(
    () => true,
    () => false,
  )
}

/** Where packages come from is the user's own setting. */
function pipVariables(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      /^(PIP_|SSL_CERT_|REQUESTS_CA_BUNDLE$|https?_proxy$|no_proxy$)/i.test(name) && value !== undefined
        ? [[name, value] as const]
        : [],
    ),
  )
}
