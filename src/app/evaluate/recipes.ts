import { readFile } from 'node:fs/promises'
import { posix } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { findEnvironment, pythonRecipe, type EnvironmentTables } from '../../dataset/index.ts'
import { environmentRecipeSchema, type EnvironmentRecipe, type Instance } from '../../domain/index.ts'
import { CapuchinError, messageOf } from '../../std/index.ts'
import { readFileAt } from '../../workspace/index.ts'

const overrideSchema = z.strictObject({
  /** Which instances: all that are given must agree. */
  repo: z.string().optional(),
  versions: z.array(z.coerce.string()).optional(),
  instances: z.array(z.string()).optional(),
  /** Why, in a sentence: it is shown with every verdict that depends on it. */
  note: z.string(),
  recipe: environmentRecipeSchema.partial().optional(),
  /** Installed after everything else. */
  add: z.array(z.string()).optional(),
})
export type RecipeOverride = Readonly<z.infer<typeof overrideSchema>>

/** @throws CapuchinError `evaluate/overrides`. */
export async function readOverrides(file: string): Promise<readonly RecipeOverride[]> {
  try {
    return z.array(overrideSchema).parse(parse(await readFile(file, 'utf8')))
  } catch (cause) {
    throw new CapuchinError(
      'evaluate/overrides',
      `cannot read environment overrides from ${file}: ${messageOf(cause)}`,
      {
        cause,
        hint: 'it is a YAML list; each entry has a note, and repo, versions or instances that it is for',
      },
    )
  }
}

export interface ResolvedRecipe {
  readonly recipe: EnvironmentRecipe
  /** What is not as upstream's tables say, for people who read the verdicts. */
  readonly notes: readonly string[]
}

/** How to make an instance's environment on this machine; null where no table and no override says it. */
export async function resolveRecipe(
  instance: Instance,
  {
    tables,
    overrides,
    mirror,
  }: {
    readonly tables: EnvironmentTables
    readonly overrides: readonly RecipeOverride[]
    /** A local repository that holds the commit. */
    readonly mirror: string
  },
): Promise<ResolvedRecipe | null> {
  const environment = findEnvironment(tables, instance)
  const commit = instance.environmentSetupCommit ?? instance.baseCommit
  const known =
    environment &&
    pythonRecipe(environment, await dependencyFiles(environment.repository, { mirror, commit }))
  const matching = overrides.filter((override) => isFor(override, instance))
  if (!known && matching.every(({ recipe }) => recipe === undefined)) return null
  const base = known?.recipe ?? emptyRecipe
  const versioned = { ...base, env: { ...(await versionVariables(instance, mirror)), ...base.env } }
  const recipe = matching.reduce(applyOverride, versioned)
  return {
    recipe,
    notes: [
      ...matching.map(({ note }) => note),
      ...(known?.leftOut ?? []).map((command) => `left out: ${command}`),
    ],
  }
}

function applyOverride(result: EnvironmentRecipe, { recipe = {}, add }: RecipeOverride): EnvironmentRecipe {
  return {
    python: recipe.python ?? result.python,
    requirements: [...(recipe.requirements ?? result.requirements), ...(add ? [add] : [])],
    preInstall: recipe.preInstall ?? result.preInstall,
    install: recipe.install ?? result.install,
    shims: { ...result.shims, ...recipe.shims },
    env: { ...result.env, ...recipe.env },
  }
}

/** A project that takes its version from tags is told it: a task's checkout has none. */
async function versionVariables(
  { version = '', baseCommit }: Instance,
  mirror: string,
): Promise<Readonly<Record<string, string>>> {
  if (!/^\d+\.\d+$/.test(version)) return {}
  const texts = await Promise.all(
    ['setup.py', 'setup.cfg', 'pyproject.toml'].map((path) =>
      readFileAt(mirror, { commit: baseCommit, path }),
    ),
  )
  const asksTags = texts.some((text) => /setuptools[-_]scm/.test(text ?? ''))
  return asksTags ? { SETUPTOOLS_SCM_PRETEND_VERSION: `${version}.0` } : {}
}

const emptyRecipe: EnvironmentRecipe = {
  python: '3.11',
  requirements: [],
  preInstall: [],
  install: [],
  shims: {},
  env: {},
}

function isFor({ repo, versions, instances }: RecipeOverride, instance: Instance): boolean {
  return (
    (repo === undefined || repo.toLowerCase() === instance.repo.toLowerCase()) &&
    (versions === undefined || versions.includes(instance.version ?? '')) &&
    (instances === undefined || instances.includes(instance.instanceId))
  )
}

/** Files that say what a project needs, read before they are asked for: the listed ones and those that they name. */
async function dependencyFiles(
  {
    requirements,
    environment,
  }: { readonly requirements: readonly string[]; readonly environment: readonly string[] },
  { mirror, commit }: { readonly mirror: string; readonly commit: string },
): Promise<(path: string) => string | null> {
  const texts = new Map<string, string | null>()
  const read = async (path: string): Promise<void> => {
    if (!texts.has(path)) texts.set(path, await readFileAt(mirror, { commit, path }))
  }
  for (const path of [...requirements, ...environment]) {
    await read(path)
    for (const [, named = ''] of (texts.get(path) ?? '').matchAll(/^\s*-r\s*(\S+)/gm))
      await read(posix.join(posix.dirname(path), named))
  }
  return (path) => texts.get(path) ?? null
}
