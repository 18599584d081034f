import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runGit } from '../../git/index.ts'
import { CapuchinError, messageOf } from '../../std/index.ts'

export interface TaskCheckout {
  /** A local repository (bare or not), or a URL. */
  readonly source: string
  readonly commit: string
  /** Made anew; its parent must exist. */
  readonly folder: string
}

/**
 * Checks one commit out under its own id, with nothing before or after it: no history, tags, remotes or reflogs that
 * could tell how an issue was solved.
 *
 * @throws CapuchinError `workspace/no-commit`.
 */
export async function prepareTaskCheckout(
  { source, commit, folder }: TaskCheckout,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const isLocal = source.startsWith('/')
  const options = { cwd: folder, signal }
  await mkdir(folder)
  await runGit(['init', '--quiet', '--initial-branch=main', '.'], options)
  const serve = 'git -c uploadpack.allowAnySHA1InWant=true upload-pack'
  await runGit(
    [
      'fetch',
      '--quiet',
      '--depth=1',
      '--no-tags',
      ...(isLocal ? [`--upload-pack=${serve}`, pathToFileURL(source).href] : [source]),
      commit,
    ],
    options,
  ).catch((cause: unknown) => {
    throw new CapuchinError(
      'workspace/no-commit',
      `cannot fetch ${commit} from ${source}: ${messageOf(cause)}`,
      {
        cause,
      },
    )
  })
  await runGit(['checkout', '--quiet', '-B', 'main', 'FETCH_HEAD'], options)
  await Promise.all(
    ['FETCH_HEAD', 'ORIG_HEAD', 'logs'].map((name) =>
      rm(join(folder, '.git', name), { recursive: true, force: true }),
    ),
  )
}
