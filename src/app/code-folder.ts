import { homedir } from 'node:os'
import { join } from 'node:path'
import { findWorkTree } from '../git/index.ts'
import { sha256 } from '../std/index.ts'

type Env = Readonly<Record<string, string | undefined>>

/**
 * Where what is read of a repository's code is kept by content: one folder a repository in the user's cache, whichever
 * of its work trees asks.
 *
 * @throws CapuchinError `git/no-repository`.
 */
export async function codeFolder(root: string, env: Env): Promise<string> {
  return cacheFolder((await findWorkTree(root)).commonDir, env)
}

/** The same for whatever else a place stands for. */
export function cacheFolder(place: string, env: Env): string {
  const cache = env['XDG_CACHE_HOME'] ?? join(env['HOME'] ?? homedir(), '.cache')
  return join(cache, 'capuchin', 'code', sha256(place).slice(0, 16))
}
