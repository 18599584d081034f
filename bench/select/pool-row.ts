import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'

const labelledPatchSchema = z.object({
  /** Unique within the row. */
  id: z.string(),
  /** As git writes the change of the base, however its maker wrote it. */
  patch: z.string(),
  /** By the hidden tests, run here. */
  resolved: z.boolean(),
  /** `system`: another system's fix; `attempt`: what a session of an older tool left; `mutant`: a fix with a fault in it. */
  origin: z.enum(['system', 'attempt', 'mutant']),
  /** Which system, session, or change. */
  source: z.string(),
  /** The fix that a mutant was made from. */
  parent: z.string().nullable(),
  /** Tests that should go on passing and do not. */
  brokenP2P: z.number(),
  /** How many makers came to the same patch. */
  copies: z.number(),
  /** New files beside the code that its maker left behind, taken out of the patch. */
  dropped: z.array(z.string()).readonly(),
})
/** One patch of an issue, and whether it fixes it. */
export type LabelledPatch = Readonly<z.infer<typeof labelledPatchSchema>>

const poolRowSchema = z.object({
  instanceId: z.string(),
  repo: z.string(),
  baseCommit: z.string(),
  problemStatement: z.string(),
  candidates: z.array(labelledPatchSchema).readonly(),
})
/** An issue with all its labelled patches. */
export type PoolRow = Readonly<z.infer<typeof poolRowSchema>>

/** Rows of a file; none where there is no file. */
export function readPoolRows(path: string): readonly PoolRow[] {
  return existsSync(path) ? readRows(path, poolRowSchema) : []
}

export function readRows<T>(path: string, schema: z.ZodType<T>): readonly T[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => schema.parse(JSON.parse(line)))
}
