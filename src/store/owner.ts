import { readFile } from 'node:fs/promises'

/**
 * Names this process so that no later one can be taken for it: boot id, pid, and the process's start time (clock
 * ticks since boot, proc(5) field 22). Where there is no /proc the pid alone must do.
 */
export async function ownOwnerMark(): Promise<string> {
  return `${await bootId()}:${process.pid}:${(await startTime(process.pid)) ?? '0'}`
}

/** True while the marked process lives. */
export async function isAlive(mark: string): Promise<boolean> {
  const [boot = '', pid = '', start = ''] = mark.split(':')
  if (boot !== (await bootId())) return false
  try {
    process.kill(Number(pid), 0)
  } catch (error) {
    // EPERM: it lives, but is another user's.
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
  }
  return (await startTime(Number(pid))) === (start === '0' ? null : start)
}

async function bootId(): Promise<string> {
  return readFile('/proc/sys/kernel/random/boot_id', 'utf8').then(
    (text) => text.trim(),
    () => 'no-boot-id',
  )
}

async function startTime(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  // The name in parentheses may hold spaces; fields are counted from behind it.
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null
}
