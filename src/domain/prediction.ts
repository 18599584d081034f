import { z } from 'zod'

export const predictionSchema = z.object({
  instanceId: z.string().min(1),
  /** Name of the model or system, as in `model_name_or_path`. */
  model: z.string(),
  /** A git diff against the base commit; null or '' is an empty prediction, which is never run. */
  patch: z.string().nullable(),
})
/** What a system proposes for an instance. */
export type Prediction = Readonly<z.infer<typeof predictionSchema>>
