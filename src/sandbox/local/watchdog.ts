import { readFileSync } from 'node:fs'
import type { SandboxLimits } from '../sandbox.ts'

export interface Watchdog {
  /** The limit for which everything inside was ended since this was last asked. */
  takeHit(): 'memory' | 'processes' | 'disk' | null
  stop(): void
}

export interface Watched {
  /** The process that everything inside descends from. */
  rootPid(): number | null
  /** Ends everything inside. */
  end(): void
  /** Whether the kernel counts processes and memory already. */
  readonly counted: boolean
  /** What is left on disk; null when something else holds that limit. */
  readonly freeBytes: (() => Promise<number | null>) | null
}

/**
 * Looks at a sandbox now and then and ends everything inside when a limit is passed: for machines that let us make
 * no control group, and for workspaces that are plain folders.
 */
export function startWatchdog(limits: SandboxLimits, watched: Watched): Watchdog {
  let hit: ReturnType<Watchdog['takeHit']> = null
  const end = (passed: typeof hit): void => {
    hit = passed
    watched.end()
  }
  const count = (): void => {
    const root = watched.rootPid()
    if (root === null) return
    const use = measure(root, limits.processes)
    if (use.processes > limits.processes) end('processes')
    else if (use.memoryBytes > limits.memoryBytes) end('memory')
  }
  let measuring = false
  const weigh = async (): Promise<void> => {
    if (measuring || watched.rootPid() === null) return
    measuring = true
    const free = await watched.freeBytes?.().catch(() => null)
    measuring = false
    if (typeof free === 'number' && free < 0) end('disk')
  }
  const timers = [
    ...(watched.counted ? [] : [setInterval(count, 100)]),
    ...(watched.freeBytes === null ? [] : [setInterval(() => void weigh(), 1500)]),
  ]
  for (const timer of timers) timer.unref()
  return {
    takeHit: () => {
      const taken = hit
      hit = null
      return taken
    },
    stop: () => {
      for (const timer of timers) clearInterval(timer)
    },
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
