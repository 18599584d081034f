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

export function describeLimits({ confined, overlay, groups }: Enforcers): LimitEnforcement[] {
  const counted = groups === null ? 'watchdog' : `cgroup v${groups.version}`
  return [
    {
      limit: 'time',
      by: confined ? 'kill of the pid namespace' : 'kill of the process group and its descendants',
    },
    { limit: 'memory', by: counted },
    { limit: 'processes', by: counted },
    { limit: 'disk', by: overlay ? 'tmpfs' : 'rlimit and watchdog' },
    { limit: 'output', by: 'bounded reader' },
    { limit: 'network', by: confined ? 'network namespace' : null },
  ]
}
