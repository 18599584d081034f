import { CapuchinError, runProcess } from '../std/index.ts'

export interface GitOptions {
  readonly cwd: string
  readonly stdin?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal | undefined
  /** Then it is ended; unset waits as long as it takes. */
  readonly timeoutMs?: number
}

/**
 * Runs git on the host with everything off that a repository's own configuration could make it execute: hooks, file
 * system monitor, external diff, textconv, clean and smudge filters, pager, editor, credential helpers.
 *
 * @throws CapuchinError `git/failed` with what git said.
 */
export async function runGit(args: readonly string[], options: GitOptions): Promise<Uint8Array> {
  const result = await tryGit(args, options)
  if (result.exitCode !== 0) {
    const said = new TextDecoder().decode(result.stderr).trim()
    throw new CapuchinError('git/failed', `git ${args.join(' ')} failed in ${options.cwd}: ${said}`, {
      data: { exitCode: result.exitCode },
    })
  }
  return result.stdout
}

/** Like runGit, with the exit code as a value. */
export async function tryGit(args: readonly string[], options: GitOptions) {
  const filtersOff = needsFilters.some((word) => args.includes(word)) ? await filterOverrides(options) : []
  return runProcess('git', [...alwaysOff, ...filtersOff, ...args], {
    cwd: options.cwd,
    env: { ...inherited(), ...options.env },
    signal: options.signal,
    ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  })
}

const alwaysOff = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.pager=cat',
  'core.editor=false',
  'diff.external=',
  'credential.helper=',
  'core.quotePath=true',
  'protocol.ext.allow=never',
  'advice.detachedHead=false',
].flatMap((setting) => ['-c', setting])

/** Commands that read or write the work tree's content and would call filters. */
const needsFilters: readonly string[] = ['status', 'diff', 'add', 'checkout', '--modified']

/** Filters have names of the repository's choosing, so each is looked up and emptied. */
async function filterOverrides(options: GitOptions): Promise<readonly string[]> {
  const { stdout } = await runProcess(
    'git',
    ['config', '--null', '--name-only', '--get-regexp', String.raw`^filter\.`],
    {
      cwd: options.cwd,
      env: inherited(),
      signal: options.signal,
    },
  )
  const names = new TextDecoder().decode(stdout).split('\0').filter(Boolean)
  return names.flatMap((name) => ['-c', name.endsWith('.required') ? `${name}=false` : `${name}=`])
}

/** Who the user is and where their configuration lies, and nothing that redirects git to another repository. */
function inherited(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'LANG', 'TMPDIR', 'USER', 'LOGNAME']
  const identity = Object.keys(process.env).filter((name) => /^GIT_(AUTHOR|COMMITTER)_/.test(name))
  const pairs = [...kept, ...identity].flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(pairs), GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' }
}
