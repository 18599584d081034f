import { CapuchinError, runProcess, type ProcessOptions, type ProcessResult } from '../../std/index.ts'

/** Environment of the host programs that build and read a sandbox: the system's come first, no shim of a version manager. */
export const toolEnv: Readonly<Record<string, string>> = {
  PATH: `/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin:${process.env['PATH'] ?? ''}`,
  LC_ALL: 'C',
}

/** Runs a host program that must succeed. @throws CapuchinError with `code` and what the program said. */
export async function runTool(
  command: readonly [string, ...string[]],
  options: ProcessOptions & { readonly code: string; readonly accept?: readonly number[] },
): Promise<ProcessResult> {
  const [program, ...args] = command
  const result = await runProcess(program, args, { env: toolEnv, maxBytes: 1024 ** 3, ...options })
  if ((options.accept ?? [0]).includes(result.exitCode)) return result
  const said = Buffer.from(result.stderr).toString('utf8').trim().slice(0, 600)
  throw new CapuchinError(options.code, `${program} ended with ${result.exitCode}: ${said}`)
}

/** Bash that reads no start-up file: given a socket as input, as Node does, it would take itself for a remote shell and read one. */
export const plainBash = ['bash', '--noprofile', '--norc'] as const
