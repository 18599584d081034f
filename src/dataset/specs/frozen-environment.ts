import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { CapuchinError, messageOf } from '../../std/index.ts'

/** The environment.yml that an instance's environment is made from alone; undefined where it has none. */
export type FrozenEnvironments = (instanceId: string) => string | undefined

/**
 * What SWE-bench 4.1.0 froze: 63 texts for 500 instances, those of SWE-bench Verified. The table beside this file is
 * read when the first of them is asked for.
 */
export function frozenEnvironments(): FrozenEnvironments {
  let pins: ReadonlyMap<string, Pins> | undefined
  return (instanceId) => {
    pins ??= readPins()
    const found = pins.get(instanceId)
    return found && renderEnvironment(found)
  }
}

/**
 * The environment.yml of an instance from a folder laid out like SWE-bench's `resources/swebench-og`
 * (`<owner__repo>/<number>/environment.yml`), in place of the one that this package knows; undefined where it has none.
 */
export async function readFrozenEnvironment(folder: string, instanceId: string): Promise<string | undefined> {
  const cut = instanceId.lastIndexOf('-')
  if (cut < 0) return undefined
  const path = join(folder, instanceId.slice(0, cut), instanceId.slice(cut + 1), 'environment.yml')
  try {
    const text = (await readFile(path, 'utf8')).replaceAll(/\r\n?/g, '\n')
    return text === '' ? undefined : text
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new CapuchinError('dataset/bad-file', `cannot read ${path}: ${messageOf(error)}`, { cause: error })
  }
}

interface Pins {
  /** Package to `version=build`. */
  readonly conda: Versions
  /** Package to version; null for no section, which is not an empty one. */
  readonly pip: Versions | null
}

type Versions = Readonly<Record<string, string>>

/**
 * `like` names an instance of an earlier group whose packages it takes first; null takes one of them, or the whole pip
 * section, away.
 */
const changesSchema = z.record(z.string(), z.string().nullable())
const groupSchema = z.strictObject({
  of: z.string(),
  like: z.string().optional(),
  conda: changesSchema.default({}),
  pip: changesSchema.nullish(),
})
const tableSchema = z.record(z.string(), z.array(groupSchema))

function readPins(): ReadonlyMap<string, Pins> {
  const text = readFileSync(new URL('./tables/frozen.json', import.meta.url), 'utf8')
  const pins = new Map<string, Pins>()
  for (const [project, groups] of Object.entries(tableSchema.parse(JSON.parse(text))))
    for (const { of, like, conda, pip } of groups) {
      const base = like === undefined ? undefined : pins.get(like)
      const own: Pins = {
        conda: changed(base?.conda, conda),
        pip: pip === undefined ? (base?.pip ?? null) : pip && changed(base?.pip, pip),
      }
      for (const number of of.split(' ')) pins.set(`${project}-${number}`, own)
    }
  return pins
}

function changed(
  base: Versions | null | undefined,
  changes: Readonly<Record<string, string | null>>,
): Versions {
  const all = Object.entries({ ...base, ...changes })
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== null))
}

/** As `conda env export` prints it: packages in the order of their names' characters. */
function renderEnvironment({ conda, pip }: Pins): string {
  return [
    'name: testbed',
    'channels:',
    '  - defaults',
    '  - conda-forge',
    'dependencies:',
    ...sortedPins(conda).map(([name, version]) => `  - ${name}=${version}`),
    ...(pip ? ['  - pip:', ...sortedPins(pip).map(([name, version]) => `      - ${name}==${version}`)] : []),
    'prefix: /opt/miniconda3/envs/testbed',
    '',
  ].join('\n')
}

function sortedPins(versions: Versions): readonly (readonly [string, string])[] {
  return Object.entries(versions).sort(([a], [b]) => (a < b ? -1 : 1))
}
