import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { runGit, tryGit } from '../../git/index.ts'

export interface MirrorOptions {
  /** Folder with bare clones named `owner__name.git`; what is missing is cloned into it. */
  readonly folder: string
  readonly signal?: AbortSignal | undefined
}

/** A bare clone of a public repository (`owner/name`), made when it is not there yet. */
export async function openMirror(repo: string, { folder, signal }: MirrorOptions): Promise<string> {
  const path = join(folder, `${repo.replaceAll('/', '__')}.git`)
  if (await isFolder(path)) return path
  await mkdir(folder, { recursive: true })
  const making = `${path}.${process.pid}.part`
  try {
    await runGit(['clone', '--quiet', '--bare', `https://github.com/${repo}`, making], {
      cwd: folder,
      signal,
    })
    // Somebody else may have been quicker: theirs is as good.
    await rename(making, path).catch(() => undefined)
  } finally {
    await rm(making, { recursive: true, force: true })
  }
  return path
}

/** Text of a file at a commit; null where it is not there. */
export async function readFileAt(
  repository: string,
  { commit, path }: { readonly commit: string; readonly path: string },
): Promise<string | null> {
  const result = await tryGit(['show', `${commit}:${path}`], { cwd: repository })
  return result.exitCode === 0 ? new TextDecoder().decode(result.stdout) : null
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  )
}
