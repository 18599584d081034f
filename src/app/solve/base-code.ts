import { availableParallelism } from 'node:os'
import { createCodeFinder, createGitSourceTree, type CodeFinder, type SourceTree } from '../../repo/index.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { createSyntax } from '../../syntax/index.ts'
import { createHostFileTree, createSandboxFileTree } from '../../workspace/index.ts'
import { cacheFolder, codeFolder } from '../code-folder.ts'

/** A finder over the base of a run, for all its attempts; nothing is read until one of them asks. */
export interface BaseCode extends AsyncDisposable {
  readonly finder: CodeFinder
}

export interface BaseCodeRequest {
  readonly root: string
  /** What stands for the repository where the root lies in no checkout of this machine: a dataset's `owner/name`. */
  readonly place?: string
  readonly base: Pick<Sandbox, 'fork'>
  /** Whether the base is a copy, beside which the checkout may change. */
  readonly frozen: boolean
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * What attempts stand on is the checkout itself, which a run requires to stay as it is, so the host's files are the
 * base's, and git knows their contents without reading them. Only a frozen base has to be read inside.
 */
export async function openBaseCode({ root, place, base, frozen, env }: BaseCodeRequest): Promise<BaseCode> {
  const folder = place === undefined ? await codeFolder(root, env) : cacheFolder(place, env)
  const syntax = createSyntax()
  const fork = frozen ? createForkTree(base) : null
  const finder = createCodeFinder({
    tree: fork ?? createGitSourceTree(root, createHostFileTree(root)),
    syntax,
    folder,
    cores: availableParallelism(),
  })
  return {
    finder,
    [Symbol.asyncDispose]: async () => {
      finder[Symbol.dispose]()
      syntax[Symbol.dispose]()
      await fork?.[Symbol.asyncDispose]()
    },
  }
}

/** The files of a sandbox, read in a fork of their own: the shell of the base belongs to the run. */
function createForkTree(base: Pick<Sandbox, 'fork'>): SourceTree & AsyncDisposable {
  let fork: Promise<Sandbox> | null = null
  const open = (): Promise<Sandbox> => (fork ??= base.fork())
  return {
    list: async () => createSandboxFileTree(await open()).list(),
    read: async (path) => (await open()).readFile(path),
    [Symbol.asyncDispose]: async () => {
      const opened = await fork?.catch(() => null)
      await opened?.dispose()
    },
  }
}
