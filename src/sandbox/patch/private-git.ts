import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CapuchinError, messageOf, runProcess } from '../../std/index.ts'

/**
 * Environment under which host git reads no configuration but that of a repository we made: no system, user or
 * inherited settings, no attributes, no prompts.
 */
const quietEnv = {
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  HOME: '/nonexistent',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
}

/** Settings that turn off everything by which a repository could make git run a program. */
const safeSettings = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.attributesFile=/dev/null',
  'core.excludesFile=/dev/null',
  'safe.directory=*',
  'diff.external=',
].flatMap((setting) => ['-c', setting])

/** An empty bare repository written file by file: no template, no configuration from outside. */
export async function createPrivateGit(folder: string): Promise<string> {
  await Promise.all([
    mkdir(join(folder, 'objects'), { recursive: true }),
    mkdir(join(folder, 'refs'), { recursive: true }),
    mkdir(join(folder, 'info'), { recursive: true }),
  ])
  await Promise.all([
    writeFile(join(folder, 'HEAD'), 'ref: refs/heads/none\n'),
    writeFile(join(folder, 'config'), '[core]\n\trepositoryformatversion = 0\n\tbare = true\n'),
  ])
  return folder
}

export interface GitCall {
  readonly gitDir: string
  readonly workTree?: string
  readonly indexFile?: string
  readonly stdin?: Uint8Array
  /** Exit codes that are answers; 0 alone when left out. */
  readonly accept?: readonly number[]
}

/** Runs host git on a private repository. @throws CapuchinError `sandbox/git` when it fails. */
export async function privateGit(args: readonly string[], call: GitCall): Promise<Buffer> {
  const places = [
    `--git-dir=${call.gitDir}`,
    ...(call.workTree === undefined ? [] : [`--work-tree=${call.workTree}`]),
  ]
  const bare = call.workTree === undefined ? [] : ['-c', 'core.bare=false']
  const result = await runProcess('git', [...safeSettings, ...bare, ...places, ...args], {
    cwd: call.workTree ?? call.gitDir,
    env: { ...quietEnv, ...(call.indexFile === undefined ? {} : { GIT_INDEX_FILE: call.indexFile }) },
    maxBytes: 1024 ** 3,
    ...(call.stdin === undefined ? {} : { stdin: call.stdin }),
  }).catch((cause: unknown) => {
    throw new CapuchinError('sandbox/git', `cannot run git: ${messageOf(cause)}`, {
      cause,
      hint: 'install git; a sandbox needs it on the host to write its diff',
    })
  })
  if (!(call.accept ?? [0]).includes(result.exitCode)) {
    const said = Buffer.from(result.stderr).toString('utf8').trim().slice(0, 400)
    throw new CapuchinError('sandbox/git', `git ${args[0] ?? ''} ended with ${result.exitCode}: ${said}`)
  }
  return Buffer.from(result.stdout)
}
