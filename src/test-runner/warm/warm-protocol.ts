import { z } from 'zod'
import { testStatusSchema } from '../../domain/index.ts'
import type { FileChange } from './candidate-runner.ts'

/** What `warm_server.py` answers to a run. */
export const warmAnswerSchema = z.object({
  statuses: z.record(z.string(), testStatusSchema),
  /** Ids of files or folders that could not be collected. */
  broken: z.array(z.string()),
  /** Ids of all tests, where none were named. */
  collected: z.array(z.string()),
  /** Wall time of each finished test in milliseconds. */
  durations: z.record(z.string(), z.number()),
  /** Project lines on the stack of each failure, outermost first. */
  crashes: z.array(z.array(z.tuple([z.string(), z.number()]))),
  /** The test that was running when the process ended, if it did not end by itself. */
  running: z.string().nullable(),
  finished: z.boolean(),
  modules: z.array(z.string()),
  timedOut: z.boolean(),
  ms: z.number(),
})
export type WarmAnswer = z.infer<typeof warmAnswerSchema>

export const warmReadySchema = z.object({
  pid: z.number().int(),
  /** Project files that the server itself has loaded: changes of these need a server that loads less. */
  loaded: z.array(z.string()),
})

export interface WarmRequest {
  readonly tests: readonly string[]
  readonly failFast: boolean
  /** Processor milliseconds between two tests' starts. */
  readonly cpuMs: number
  /** Wall milliseconds for all of it. */
  readonly wallMs: number
  readonly changes: readonly FileChange[]
  /** Where to append covered lines; none are collected without. */
  readonly coverage?: string
  /** The only files whose lines matter; a test's later calls of the same function may then go unseen. */
  readonly focus?: readonly string[]
  /** Ask for the names of foreign modules, to load them in the server. */
  readonly modules?: boolean
}
