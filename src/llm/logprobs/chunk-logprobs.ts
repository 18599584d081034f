import { z } from 'zod'
import type { TokenLogprob } from '../../domain/index.ts'

/**
 * The tokens that one chunk of a stream tells of, as OpenAI's two endpoints write them and those who speak like the older
 * one; none for any other chunk. vLLM says the tokens' numbers beside them, llama.cpp within.
 */
export function logprobsOfChunk(chunk: unknown): readonly TokenLogprob[] {
  const response = responseDeltaSchema.safeParse(chunk).data
  if (response) return (response.logprobs ?? []).map(toTokenLogprob)
  const [choice] = chatChunkSchema.safeParse(chunk).data?.choices ?? []
  const { content, refusal } = choice?.logprobs ?? {}
  const tokens = [...(content ?? []), ...(refusal ?? [])]
  const ids = choice?.token_ids?.length === tokens.length ? choice.token_ids : []
  return tokens.map((token, at) => toTokenLogprob({ ...token, id: ids[at] ?? token.id }))
}

const tokensSchema = z
  .array(
    z.object({
      token: z.string(),
      logprob: z.number(),
      bytes: z.array(z.number().int().min(0).max(255)).nullish(),
      id: z.number().int().nullish(),
    }),
  )
  .nullish()

const responseDeltaSchema = z.object({
  type: z.literal('response.output_text.delta'),
  logprobs: tokensSchema,
})

const chatChunkSchema = z.object({
  choices: z.array(
    z.object({
      logprobs: z.object({ content: tokensSchema, refusal: tokensSchema }).nullish(),
      token_ids: z.array(z.number().int()).nullish(),
    }),
  ),
})

type Token = NonNullable<z.infer<typeof tokensSchema>>[number]

function toTokenLogprob({ token, logprob, bytes, id }: Token): TokenLogprob {
  const tellsMore = bytes && !Buffer.from(bytes).equals(Buffer.from(token))
  return {
    token,
    logprob,
    ...(tellsMore ? { bytes } : {}),
    ...(typeof id === 'number' ? { tokenId: id } : {}),
  }
}
