import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { z } from 'zod'

/** A running program, told apart from a later one with the same process id. */
export type Owner = z.infer<typeof ownerSchema>

const ownerSchema = z.object({
  pid: z.number(),
  /** In clock ticks since boot; empty on systems without /proc. */
  startTime: z.string(),
  bootId: z.string(),
  /** Process ids of another namespace say nothing here. */
  pidNamespace: z.string(),
  host: z.string(),
})

export function ownerOf(pid: number): Owner {
  const stat = readText(`/proc/${pid}/stat`)
  // The second field is a name in parentheses that may hold spaces; the start time is the 20th after it.
  const startTime = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  const bootId = readText('/proc/sys/kernel/random/boot_id').trim()
  return { pid, startTime, bootId, pidNamespace: pidNamespace(), host: hostname() }
}

/** An owner as `JSON.stringify` wrote it; null for anything else. */
export function parseOwner(text: string): Owner | null {
  try {
    return ownerSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

/** Whether this program of this machine still runs, as far as can be seen from here. */
export function isAlive(owner: Owner): boolean {
  if (owner.bootId === '') return isRunning(owner.pid)
  const now = ownerOf(owner.pid)
  if (now.bootId === owner.bootId && now.pidNamespace !== owner.pidNamespace) return true
  return now.startTime !== '' && now.startTime === owner.startTime && now.bootId === owner.bootId
}

/** For systems without /proc. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, but is another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
