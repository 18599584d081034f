import { readFileSync } from 'node:fs'
import type { SandboxLimits } from '../sandbox.ts'

export interface Watchdog {
  /** The limit for which everything inside was ended since this was last asked. */
  takeHit(): 'memory' | 'processes' | null
  stop(): void
}

/**
 * Counts the processes below one, and their memory, a few times a second, and calls `end` when a limit is passed:
 * for machines that let us make no control group.
 */
export function startWatchdog(
  limits: SandboxLimits,
  options: { rootPid(): number | null; end(): void; readonly intervalMs?: number },
): Watchdog {
  let hit: 'memory' | 'processes' | null = null
  const timer = setInterval(() => {
    const root = options.rootPid()
    if (root === null) return
    const use = measure(root, limits.processes)
    const passed =
      use.processes > limits.processes ? 'processes' : use.memoryBytes > limits.memoryBytes ? 'memory' : null
    if (passed === null) return
    hit = passed
    options.end()
  }, options.intervalMs ?? 100)
  timer.unref()
  return {
    takeHit: () => {
      const taken = hit
      hit = null
      return taken
    },
    stop: () => clearInterval(timer),
  }
}

const pageBytes = 4096

/** Walks the tree of children; stops counting a little beyond `enough` processes. */
function measure(root: number, enough: number) {
  const queue = [root]
  let processes = 0
  let memoryBytes = 0
  for (let pid = queue.pop(); pid !== undefined && processes <= enough + 1; pid = queue.pop()) {
    processes += 1
    memoryBytes += Number(read(`/proc/${pid}/statm`).split(' ')[1] ?? 0) * pageBytes
    queue.push(...read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number))
  }
  return { processes, memoryBytes }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
