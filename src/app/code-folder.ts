import { homedir } from 'node:os'
import { join } from 'node:path'
import { runGit } from '../git/index.ts'
import { sha256 } from '../std/index.ts'

/**
 * Where what is read of a repository's code is kept by content: one folder a repository in the user's cache, whichever
 * of its work trees asks.
 *
 * @throws CapuchinError `git/failed` outside of a repository.
 */
export async function codeFolder(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const bytes = await runGit(['rev-parse', '--path-format=absolute', '--git-common-dir'], { cwd: root })
  const common = new TextDecoder().decode(bytes).trim()
  const cache = env['XDG_CACHE_HOME'] ?? join(env['HOME'] ?? homedir(), '.cache')
  return join(cache, 'capuchin', 'code', sha256(common).slice(0, 16))
}
