import { z } from 'zod'

export const executionSchema = z.object({
  v: z.literal(1),
  /**
   * `finished`: the script ran to its end. `patch-failed`: no command took the patch. `output-limit`: the middle of
   * the log is missing. `killed`: the script was ended by a signal, as when a test kills its shell.
   */
  ending: z.enum(['finished', 'patch-failed', 'timeout', 'output-limit', 'memory-limit', 'killed']),
  /** Which command applied the patch; null when none did, or when there was no patch. */
  appliedBy: z.string().nullable(),
  applyLog: z.string(),
  /** Standard output and error of the script, merged, as the harness keeps it. */
  log: z.string(),
  /** Of the tests, taken beside the log; null when it is not known for sure. */
  testExitCode: z.number().int().nullable(),
  /** Lines that were written to the channel of the exit code; one when nobody but the script did. */
  exitChannelLines: z.number().int().optional(),
  /** What the sandbox refused to something that the script ran, though the script itself went on to its end. */
  refused: z.enum(['memory', 'processes', 'disk']).nullable().optional(),
  timeoutMs: z.number(),
  durations: z.object({
    openMs: z.number(),
    applyMs: z.number(),
    testMs: z.number(),
    closeMs: z.number(),
  }),
})
/** What came of running one patch against an instance's hidden tests, before anything is graded. */
export type Execution = Readonly<z.infer<typeof executionSchema>>
