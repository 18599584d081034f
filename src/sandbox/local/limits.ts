import { totalmem } from 'node:os'
import type { LimitEnforcement, SandboxLimits } from '../sandbox.ts'
import type { ControlGroups } from './control-group.ts'

/**
 * Size of the tmpfs that everything written goes to. Its pages count as the sandbox's memory, so it stays below that
 * limit: a full disk must be an error inside, not the end of every process.
 */
export function diskBudget(limits: SandboxLimits, memoryIsCounted: boolean): number {
  const ceiling = memoryIsCounted ? limits.memoryBytes * 0.75 : totalmem() / 2
  return Math.floor(Math.min(limits.diskBytes, ceiling))
}

/** Shell text that lowers what the kernel lets each process do. */
export function resourceLimits(limits: SandboxLimits, options: { readonly sizedDisk: boolean }): string {
  const fileBlocks = Math.max(1, Math.floor(limits.diskBytes / 1024))
  return `ulimit -c 0; ${options.sizedDisk ? '' : `ulimit -f ${fileBlocks};`}`
}

/**
 * What the shell inside runs first where the watchdog counts processes: the kernel stops a bomb that forks faster than
 * the watchdog looks, at twice the limit, so that it is still the watchdog that ends it and tells. Empty where kernels
 * (before 5.14) count all processes of a user together, inside and outside, and where a control group counts.
 */
export function forkCeiling(limits: SandboxLimits, { groups, kernel }: ForkCounting): string {
  return groups === null && countsByNamespace(kernel) ? `ulimit -u ${limits.processes * 2}\n` : ''
}

export interface ForkCounting {
  readonly groups: ControlGroups | null
  /** Its release, as `uname -r` gives it. */
  readonly kernel: string
}

function countsByNamespace(kernel: string): boolean {
  const [major = 0, minor = 0] = kernel.split('.').map((part) => Number.parseInt(part, 10))
  return major > 5 || (major === 5 && minor >= 14)
}

export interface Enforcers extends ForkCounting {
  readonly confined: boolean
  readonly overlay: boolean
}

/** As root, groups can be made as a rule; an ordinary user has them only where some were handed over. */
export function describeLimits({ confined, overlay, groups, kernel }: Enforcers): LimitEnforcement[] {
  const counted = groups === null ? 'watchdog, every 100 ms' : `cgroup v${groups.version}`
  const forks = groups === null && confined && countsByNamespace(kernel) ? '; rlimit at twice' : ''
  const ceiling = groups === null ? "half of the machine's memory" : '0.75 of the memory limit'
  return [
    {
      limit: 'time',
      by: confined ? 'kill of the pid namespace' : 'kill of the process group and of marked processes',
    },
    { limit: 'memory', by: counted },
    { limit: 'processes', by: `${counted}${forks}` },
    {
      limit: 'disk',
      by: overlay
        ? `tmpfs, at most ${ceiling}: what is written counts as memory`
        : 'rlimit of each file; watchdog, every 1.5 s, of their sum',
    },
    { limit: 'output', by: 'bounded reader' },
    { limit: 'network', by: confined ? 'network namespace' : null },
  ]
}
