import { z } from 'zod'

/** What became of the first changes of the search on one task, in its order. */
export const taskOutcomesSchema = z.object({
  id: z.string(),
  repo: z.string(),
  changes: z.array(
    z.object({
      /** By which the search orders; that of no prior. */
      score: z.number(),
      operator: z.string(),
      place: z.string(),
      /** By which patches that pass alike are ordered. */
      preference: z.number(),
      /** 0: fails a visible test; 1: passes them; 2: passes the hidden ones as well. */
      outcome: z.number(),
    }),
  ),
})
export type TaskOutcomes = Readonly<z.infer<typeof taskOutcomesSchema>>
