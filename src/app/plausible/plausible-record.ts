import { z } from 'zod'
import { attemptCheckSchema, fallbackOrders } from '../../domain/index.ts'
import { plausibleRules } from './attempt-verdict.ts'

export const checkedAttemptSchema = attemptCheckSchema.extend({
  attemptIndex: z.number().int(),
  /** As `--model` names it; null for attempts without one. */
  model: z.string().nullable(),
  plausible: z.boolean(),
  /** Why it is plausible, or all that speaks against it. */
  reason: z.string(),
  /** A sentence for each linter that could not look at it; that is no fault of the patch. */
  brokenLinters: z.array(z.string()).readonly().default([]),
})
/** What was seen of one attempt when it had ended, on a fresh copy of the base. */
export type CheckedAttempt = Readonly<z.infer<typeof checkedAttemptSchema>>

/** Which attempt of `--until plausible` was taken, and what kept the others from it. */
export const plausibleRecordSchema = z.object({
  rule: z.enum(plausibleRules),
  fallback: z.enum(fallbackOrders),
  attempts: z.array(checkedAttemptSchema).readonly(),
  /** Its attempt; null where none was made. */
  picked: z.number().int().nullable(),
  /** What the order among implausible ones takes it for; null where it is plausible, or nothing was picked. */
  fallbackLevel: z.object({ level: z.number().int(), name: z.string() }).nullable(),
})
export type PlausibleRecord = Readonly<z.infer<typeof plausibleRecordSchema>>
