import { z } from 'zod'

const tokenLogprobSchema = z.object({
  /** Its text, of a part of a character as the provider writes it; null where a record of another program has none. */
  token: z.string().nullable(),
  /** Natural logarithm of the probability with which it was drawn. */
  logprob: z.number(),
  /** Its bytes, where they are not those of `token` in UTF-8. */
  bytes: z.array(z.number().int().min(0).max(255)).exactOptional(),
  /** Its number in the model's vocabulary, where the provider gives it. */
  tokenId: z.number().int().exactOptional(),
})
/** One token that a model generated. */
export type TokenLogprob = Readonly<z.infer<typeof tokenLogprobSchema>>

export const tokenLogprobsSchema = z.array(tokenLogprobSchema)

export const missingLogprobsSchema = z.enum([
  /** The provider was asked and gave none. */
  'not-given',
  /** The tokens would have spelled a secret. */
  'redacted',
])
/** Why a reply has no log-probabilities although they were asked for. */
export type MissingLogprobs = z.infer<typeof missingLogprobsSchema>
