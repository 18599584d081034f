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

export interface Enforcers {
  readonly confined: boolean
  readonly overlay: boolean
  readonly groups: ControlGroups | null
}

/** As root, groups can be made as a rule; an ordinary user has them only where some were handed over. */
export function describeLimits({ confined, overlay, groups }: Enforcers): LimitEnforcement[] {
  const counted = groups === null ? 'watchdog, every 100 ms' : `cgroup v${groups.version}`
  const ceiling = groups === null ? "half of the machine's memory" : '0.75 of the memory limit'
  return [
    {
      limit: 'time',
      by: confined ? 'kill of the pid namespace' : 'kill of the process group and of marked processes',
    },
    { limit: 'memory', by: counted },
    { limit: 'processes', by: counted },
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
