import { execFileSync } from 'node:child_process'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { shellQuote } from '../../src/std/index.ts'

export interface Seen {
  /** Commits and tags that are stored anywhere in the checkout. */
  readonly commits: number
  /** Those of them that are neither the base, nor older, nor made by the environment. */
  readonly later: readonly string[]
  /** `git rev-list --all`. */
  readonly reachable: number
  /** Refs beyond the one branch, remotes, reflogs and stashes. */
  readonly refs: number
  /** What `git fsck` calls unreachable, commits only. */
  readonly unreachable: number
  readonly objects: number
  /** Lines of the answer that stand in an object or a file. */
  readonly found: readonly string[]
  readonly network: boolean
}

export interface Look {
  readonly clone: string
  readonly baseCommit: string
  readonly lines: readonly string[]
}

const objects = 'git cat-file --batch-all-objects --unordered'

/** Looks for everything that a task should not give away, from inside its sandbox. */
export async function lookInside(sandbox: Sandbox, { clone, baseCommit, lines }: Look): Promise<Seen> {
  const said = async (command: string): Promise<string> =>
    (await sandbox.exec(`cd /testbed && { ${command}; } 2>/dev/null`, { timeoutMs: 600_000 })).stdout.trim()
  const count = async (command: string): Promise<number> => Number(await said(`{ ${command}; } | wc -l`))
  const commits = (
    await said(`${objects} --batch-check='%(objecttype) %(objectname)' | grep -E '^(commit|tag) '`)
  )
    .split('\n')
    .filter((line) => line !== '')
  const later = commits.filter((line) => !isHarmless(line.split(' ')[1] ?? '', { clone, baseCommit }))
  const needles = lines.map((line) => `-e ${shellQuote(line)}`).join(' ')
  const search = (from: string): string => `${from} | grep -aohF ${needles} | sort -u`
  const found =
    lines.length === 0
      ? []
      : [
          await said(search(`${objects} --batch --buffer`)),
          await said(
            `grep -rohaF ${needles} --exclude-dir=.git /testbed /root /home /tmp /mnt /srv /usr/lib/python3 /usr/local/lib | sort -u`,
          ),
        ]
  const tries = `timeout 5 bash -c 'exec 3<>/dev/tcp/1.1.1.1/53' || timeout 5 getent hosts github.com`
  return {
    commits: commits.length,
    later,
    reachable: await count('git rev-list --all --reflog'),
    refs: (await count('git for-each-ref; git remote; git reflog; git stash list')) - 1,
    unreachable: await count("git fsck --full --unreachable --no-reflogs | grep -E ' (commit|tag) '"),
    objects: await count(`${objects} --batch-check`),
    found: [...new Set(found.flatMap((text) => text.split('\n')).filter((line) => line !== ''))],
    network: (await sandbox.exec(tries)).exitCode === 0,
  }
}

/** The base, what came before it, and what the environment's own commit is: unknown to the repository. */
function isHarmless(id: string, { clone, baseCommit }: Pick<Look, 'clone' | 'baseCommit'>): boolean {
  const git = (...args: readonly string[]): boolean => {
    try {
      execFileSync('git', ['-C', clone, ...args], { stdio: 'pipe' })
      return true
    } catch {
      return false
    }
  }
  return !git('cat-file', '-e', id) || git('merge-base', '--is-ancestor', id, baseCommit)
}
