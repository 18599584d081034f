import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CapuchinError, messageOf } from '../../std/index.ts'

/**
 * The environment.yml that SWE-bench 4.1 froze for an instance, from a copy of its folder `resources/swebench-og`
 * (`<owner__repo>/<number>/environment.yml`); undefined where it has none. The files are not part of this package.
 */
export async function readFrozenEnvironment(folder: string, instanceId: string): Promise<string | undefined> {
  const cut = instanceId.lastIndexOf('-')
  if (cut < 0) return undefined
  const path = join(folder, instanceId.slice(0, cut), instanceId.slice(cut + 1), 'environment.yml')
  try {
    return (await readFile(path, 'utf8')).replaceAll(/\r\n?/g, '\n')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new CapuchinError('dataset/bad-file', `cannot read ${path}: ${messageOf(error)}`, { cause: error })
  }
}
