import PQueue from 'p-queue'
import type { z } from 'zod'
import { applyPatch, inFork } from '../../attempt/index.ts'
import type { ExecutionCache } from '../../domain/index.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import {
  CapuchinError,
  hasCode,
  hashJson,
  messageOf,
  throwIfAborted,
  type JsonValue,
} from '../../std/index.ts'

export interface RunOptions {
  readonly signal?: AbortSignal | undefined
}

/** Something to run in a fresh fork, whose result depends on nothing but the key and the files there. */
export interface Execution<T> {
  readonly key: JsonValue
  readonly schema: z.ZodType<T>
  run(fork: Sandbox, options: RunOptions): Promise<T>
}

/** What came of all executions on one patch, in their order; or why the patch could not be put in place. */
export type RowResult<T> =
  | { readonly kind: 'ran'; readonly values: readonly T[] }
  | { readonly kind: 'unapplied'; readonly reason: string }

/** How much was run, and how much was known. */
export interface ExecutionCounts {
  readonly ran: number
  readonly known: number
  /** Sum of what each execution took. */
  readonly busyMs: number
}

/** Runs things on the base and on patched copies of it, each in a fork of its own, and nothing twice. */
export interface Executor {
  /** A null patch stands for the base. */
  runRow<T>(
    patch: string | null,
    executions: readonly Execution<T>[],
    options: RunOptions,
  ): Promise<RowResult<T>>
  readonly counts: () => ExecutionCounts
}

export interface ExecutorDeps {
  /** Holds the base; only forks of it run anything. */
  readonly base: Sandbox
  /** Fingerprint of it. */
  readonly baseKey: string
  readonly executions: ExecutionCache
  /** Things that may run at once, whoever asks: model calls are not among them. */
  readonly cores: number
}

export function createExecutor({ base, baseKey, executions, cores }: ExecutorDeps): Executor {
  const queue = new PQueue({ concurrency: cores })
  // A patched copy is open while its row runs; more of them than cores would only hold disk.
  const rows = new PQueue({ concurrency: cores + 1 })
  const running = new Map<string, Promise<unknown>>()
  const counts = { ran: 0, known: 0, busyMs: 0 }
  const timed = async <T>(work: () => Promise<T>): Promise<T> => {
    const started = performance.now()
    try {
      return await work()
    } finally {
      counts.ran += 1
      counts.busyMs += performance.now() - started
    }
  }
  const runOne = async <T>(
    key: string,
    execution: Execution<T>,
    { place, signal }: { readonly place: PatchedPlace } & RunOptions,
  ): Promise<T> => {
    throwIfAborted(signal)
    const sandbox = await place.sandbox(signal)
    const value = await queue.add(() => {
      throwIfAborted(signal)
      return timed(() => inFork(sandbox, (fork) => execution.run(fork, { signal })))
    })
    await executions.save(key, value)
    return value
  }
  const keyOf = (patch: string | null, key: JsonValue): string =>
    hashJson({ v: 1, kind: 'selection', base: baseKey, patch, key })
  return {
    counts: () => ({ ...counts }),
    runRow: (patch, wanted, { signal }) =>
      rows.add(async () => {
        await using place = openPatched(base, patch)
        const values = wanted.map(async (execution) => {
          const key = keyOf(patch, execution.key)
          const known = await executions.find(key, execution.schema)
          if (known !== null) {
            counts.known += 1
            return known
          }
          const started = running.get(key)
          if (started) {
            counts.known += 1
            return execution.schema.parse(await started)
          }
          const work = runOne(key, execution, { place, signal })
          running.set(key, work)
          return work.finally(() => running.delete(key))
        })
        const settled = await Promise.allSettled(values)
        const failed = settled.find((result) => result.status === 'rejected')
        if (failed === undefined) return { kind: 'ran', values: await Promise.all(values) }
        if (hasCode(failed.reason, 'selection/unapplied'))
          return { kind: 'unapplied', reason: messageOf(failed.reason) }
        throw failed.reason
      }),
  }
}

interface PatchedPlace extends AsyncDisposable {
  sandbox(signal: AbortSignal | undefined): Promise<Sandbox>
}

/** A copy of the base with the patch in it, made when something has to run there. */
function openPatched(base: Sandbox, patch: string | null): PatchedPlace {
  let opened: Sandbox | null = null
  let opening: Promise<Sandbox> | null = null
  const open = async (signal: AbortSignal | undefined): Promise<Sandbox> => {
    if (patch === null) return base
    opened = await base.fork()
    const refused = await applyPatch(opened, patch, { signal })
    if (refused !== null) throw new CapuchinError('selection/unapplied', refused)
    return opened
  }
  return {
    sandbox: (signal) => (opening ??= open(signal)),
    [Symbol.asyncDispose]: async () => {
      await opening?.catch(() => undefined)
      await opened?.dispose()
    },
  }
}
