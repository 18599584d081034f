import { join } from 'node:path'
import { CapuchinError, createTempDir } from '../std/index.ts'
import { applyPatch, type FileState } from './apply-patch.ts'
import { splitZero } from './repository.ts'
import { runGit, tryGit } from './run-git.ts'

export interface BranchCommit {
  readonly branch: string
  readonly commit: string
  readonly parent: string
}

/**
 * Makes a branch with one commit that holds a patch on top of `parent`, without touching the work tree, the index or
 * the present branch, and without running a hook or filter.
 *
 * @throws CapuchinError `git/branch-exists`, `git/patch-rejected` (it needs uncommitted changes).
 */
export async function commitOnBranch(
  root: string,
  commit: {
    readonly branch: string
    readonly parent: string
    readonly patch: string
    readonly message: string
  },
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<BranchCommit> {
  const git = { cwd: root, signal: options.signal }
  const exists = await tryGit(['show-ref', '--verify', '--quiet', `refs/heads/${commit.branch}`], git)
  if (exists.exitCode === 0) {
    throw new CapuchinError('git/branch-exists', `there is already a branch ${commit.branch}`, {
      hint: 'give another name',
    })
  }
  const changes = await applyPatch(commit.patch, (path) => readCommitted(root, commit.parent, path), options)
  await using scratch = await createTempDir('capuchin-index-')
  const withIndex = { ...git, env: { GIT_INDEX_FILE: join(scratch.path, 'index') } }
  await runGit(['read-tree', commit.parent], withIndex)
  for (const { path, after } of changes) {
    if (after === null) await runGit(['update-index', '--force-remove', '--', path], withIndex)
    else {
      const blob = line(
        await runGit(['hash-object', '-w', '--no-filters', '--stdin'], { ...git, stdin: after.content }),
      )
      await runGit(
        ['update-index', '--add', '--cacheinfo', `${after.mode.toString(8)},${blob},${path}`],
        withIndex,
      )
    }
  }
  const tree = line(await runGit(['write-tree'], withIndex))
  const made = await tryGit(['commit-tree', tree, '-p', commit.parent], {
    ...git,
    stdin: commit.message,
    env: await identity(root),
  })
  if (made.exitCode !== 0)
    throw new CapuchinError('git/failed', `git commit-tree failed: ${line(made.stderr)}`)
  const id = line(made.stdout)
  await runGit(['update-ref', `refs/heads/${commit.branch}`, id, ''], git)
  return { branch: commit.branch, commit: id, parent: commit.parent }
}

async function readCommitted(root: string, commit: string, path: string): Promise<FileState> {
  const entries = splitZero(await runGit(['ls-tree', '-z', commit, '--', path], { cwd: root }))
  const found = /^(\d+) blob ([0-9a-f]+)\t/.exec(entries[0] ?? '')
  if (!found) return null
  const content = await runGit(['cat-file', 'blob', found[2] ?? ''], { cwd: root })
  return { content, mode: Number.parseInt(found[1] ?? '', 8) }
}

/** The user's own name where git knows one, so that no commit fails for want of it. */
async function identity(root: string): Promise<Readonly<Record<string, string>>> {
  const known = await tryGit(['var', 'GIT_COMMITTER_IDENT'], { cwd: root })
  if (known.exitCode === 0) return {}
  const [name, email] = ['Capuchin', 'capuchin@localhost']
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  }
}

function line(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).trim()
}
