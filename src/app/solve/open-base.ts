import type { Sandbox, SandboxProvider } from '../../sandbox/index.ts'
import { CapuchinError } from '../../std/index.ts'
import type { SolveInput } from './solve-records.ts'

/** What a user should know of a sandbox before commands run in it, one sentence each. */
export async function weakLimits(provider: SandboxProvider): Promise<readonly string[]> {
  const { limits, detail, confined } = await provider.describe()
  const missing = limits.filter(({ by }) => by === null).map(({ limit }) => limit)
  return [
    ...(confined ? [] : ['commands run WITHOUT confinement']),
    ...(missing.length > 0 ? [`these limits cannot be enforced here: ${missing.join(', ')}`] : []),
    ...(/\bcopy\b/.test(detail)
      ? ['the workspace is copied for every attempt, which is slower than an overlay']
      : []),
  ]
}

/**
 * The sandbox that all attempts are forked from: the user's checkout, with the setup command run in it.
 *
 * @throws CapuchinError `solve/setup-failed`, `solve/setup-changes-files`, `sandbox/*`.
 */
export async function openBase(
  provider: SandboxProvider,
  { config, root }: SolveInput,
  signal: AbortSignal,
): Promise<Sandbox> {
  const base = await provider.open(
    { from: 'checkout', path: root },
    {
      limits: {
        timeoutMs: config.testMinutes * 60_000,
        memoryBytes: config.memoryMb * 1024 ** 2,
        diskBytes: config.diskMb * 1024 ** 2,
        processes: config.processes,
      },
      network: config.network,
      expose: config.expose,
      // Our own database lies there and changes all the time.
      hide: ['.capuchin'],
      freeze: config.freeze,
      // Results must not depend on where and when the tests run.
      env: { TZ: 'UTC', LC_ALL: 'C.UTF-8', PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1' },
      signal,
    },
  )
  if (config.setupCmd === undefined) return base
  const setup = await base.exec(config.setupCmd, { signal })
  const changed = await base.diff()
  if (setup.exitCode === 0 && changed === '') return base
  await base.dispose()
  if (setup.exitCode !== 0) {
    throw new CapuchinError(
      'solve/setup-failed',
      `the setup command exited ${setup.exitCode}: ${setup.stderr.slice(-500)}`,
    )
  }
  throw new CapuchinError(
    'solve/setup-changes-files',
    'the setup command changes files that git does not ignore',
    {
      hint: 'those changes would end up in every patch: commit them or add them to .gitignore first',
    },
  )
}

/** Fingerprint of what a sandbox stands on. The snapshot that tells it is of no further use. */
export async function fingerprintOf(provider: SandboxProvider, sandbox: Sandbox): Promise<string> {
  const snapshot = await sandbox.checkpoint()
  await provider.release(snapshot)
  return snapshot.base
}
