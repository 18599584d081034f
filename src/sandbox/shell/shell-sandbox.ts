import { posix } from 'node:path'
import { CapuchinError } from '../../std/index.ts'
import type { ExecOptions, ExecResult, SandboxLimits } from '../sandbox.ts'
import { quote } from './quote.ts'
import type { Shell, ShellResult } from './shell.ts'

/** The part of a sandbox that every shell can do: commands, and files through commands. */
export interface ShellFiles {
  readonly exec: (command: string, options?: ExecOptions) => Promise<ExecResult>
  readonly readFile: (path: string) => Promise<Uint8Array | null>
  readonly writeFile: (path: string, content: string | Uint8Array) => Promise<void>
  readonly deleteFile: (path: string) => Promise<void>
  /** A command of our own, whose output is wanted whole and whose folder and variables are left alone. */
  readonly internal: (command: string, options?: InternalOptions) => Promise<ShellResult>
  /** The environment the shell stands in. */
  readonly environment: () => Promise<Record<string, string>>
}

export interface InternalOptions {
  readonly stdin?: string | Uint8Array
  readonly timeoutMs?: number
}

export interface ShellFilesOptions {
  readonly shell: Shell
  readonly root: string
  readonly limits: SandboxLimits
  /** Which limit a command that failed ran into, as far as the sandbox can know. */
  whichLimit(result: ShellResult): Promise<ExecResult['limitHit']>
}

const internalOutputBytes = 512 * 1024 ** 2
const missing = 44

export function createShellFiles(options: ShellFilesOptions): ShellFiles {
  const { shell, root, limits } = options
  const internal: ShellFiles['internal'] = (command, { stdin, timeoutMs = 120_000 } = {}) =>
    shell.run({
      command: `( set +eux; PATH=/usr/local/bin:/usr/bin:/bin:$PATH; ${command}\n)`,
      timeoutMs,
      outputBytes: internalOutputBytes,
      ...(stdin === undefined ? {} : { stdin }),
    })
  const absolute = (path: string): string => quote(posix.resolve(root, path))
  return {
    internal,
    exec: async (command, execOptions = {}) => {
      const { cwd, timeoutMs, ...rest } = execOptions
      const result = await shell.run({
        ...rest,
        command,
        cwd: cwd === undefined ? undefined : posix.resolve(root, cwd),
        timeoutMs: Math.min(timeoutMs ?? limits.timeoutMs, limits.timeoutMs),
        outputBytes: limits.outputBytes,
      })
      return toExecResult(result, await limitOf(result, options))
    },
    readFile: async (path) => {
      const file = absolute(path)
      const result = await internal(`[ -f ${file} ] || exit ${missing}; exec cat -- ${file}`)
      if (result.exitCode === missing) return null
      mustSucceed(result, `read ${path}`)
      return new Uint8Array(result.stdout)
    },
    writeFile: async (path, content) => {
      const file = absolute(path)
      const folder = quote(posix.dirname(posix.resolve(root, path)))
      const result = await internal(
        `[ -d ${folder} ] || command mkdir -p -- ${folder} && exec cat > ${file}`,
        { stdin: content },
      )
      mustSucceed(result, `write ${path}`)
    },
    deleteFile: async (path) => {
      mustSucceed(await internal(`command rm -f -- ${absolute(path)}`), `delete ${path}`)
    },
    environment: async () => {
      const result = await shell.run({
        command: 'command env -0',
        timeoutMs: 30_000,
        outputBytes: internalOutputBytes,
      })
      mustSucceed(result, 'read the environment')
      return parseEnvironment(result.stdout.toString('utf8'))
    },
  }
}

function parseEnvironment(text: string): Record<string, string> {
  const entries = text
    .split('\0')
    .filter((entry) => entry.includes('='))
    .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)] as const)
    .filter(([name]) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !shellOwn.has(name))
  return Object.fromEntries(entries)
}

/** Variables that each shell sets for itself. */
const shellOwn = new Set(['_', 'PWD', 'OLDPWD', 'SHLVL'])

async function limitOf(result: ShellResult, options: ShellFilesOptions): Promise<ExecResult['limitHit']> {
  if (result.timedOut) return 'time'
  const hit = result.exitCode === 0 ? null : await options.whichLimit(result)
  // Whatever else was refused, what is missing of the output has to be known.
  return result.cut ? 'output' : hit
}

function toExecResult(result: ShellResult, limitHit: ExecResult['limitHit']): ExecResult {
  return {
    exitCode: result.exitCode,
    stdout: result.stdout.toString('utf8'),
    stderr: result.stderr.toString('utf8'),
    timedOut: result.timedOut,
    limitHit,
    durationMs: result.durationMs,
  }
}

function mustSucceed(result: ShellResult, what: string): void {
  if (result.exitCode === 0 && !result.timedOut) return
  const said = result.stderr.toString('utf8').trim().slice(0, 400)
  throw new CapuchinError(
    'sandbox/file',
    `could not ${what} in the sandbox: ${said || `exit ${result.exitCode}`}`,
  )
}
