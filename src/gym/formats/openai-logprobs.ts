import { z } from 'zod'
import type { ModelCall, TokenLogprob } from '../../domain/index.ts'

/** A choice of OpenAI's replies, as far as it tells of tokens; their numbers are beside them, as vLLM writes them. */
export const openaiChoiceSchema = z.object({
  logprobs: z
    .object({
      content: z
        .array(
          z.object({
            token: z.string(),
            logprob: z.number(),
            bytes: z.array(z.number().int().min(0).max(255)).nullish(),
          }),
        )
        .nullish(),
    })
    .nullish(),
  token_ids: z.array(z.number().int()).nullish(),
})

export function toOpenaiChoice({ finishReason, logprobs }: Pick<ModelCall, 'finishReason' | 'logprobs'>) {
  const tokens = logprobs ?? []
  const ids = tokenIdsOf(tokens)
  return {
    index: 0,
    finish_reason: finishReason,
    logprobs: {
      content: tokens.map(({ token, logprob, bytes }) => ({
        token: token ?? '',
        logprob,
        bytes: bytes ?? [...Buffer.from(token ?? '')],
        top_logprobs: [],
      })),
    },
    ...(ids === null ? {} : { token_ids: ids }),
  }
}

export function fromOpenaiChoice({
  logprobs,
  token_ids: ids,
}: z.infer<typeof openaiChoiceSchema>): readonly TokenLogprob[] | null {
  const content = logprobs?.content
  if (!content) return null
  return content.map(({ token, logprob, bytes }, at) => {
    const tokenId = ids?.length === content.length ? ids[at] : undefined
    const tellsMore = bytes && !Buffer.from(bytes).equals(Buffer.from(token))
    return {
      token,
      logprob,
      ...(tellsMore ? { bytes } : {}),
      ...(tokenId === undefined ? {} : { tokenId }),
    }
  })
}

/** Numbers of all tokens, or null where one of them has none. */
export function tokenIdsOf(tokens: readonly TokenLogprob[]): readonly number[] | null {
  const ids = tokens.flatMap(({ tokenId }) => tokenId ?? [])
  return ids.length > 0 && ids.length === tokens.length ? ids : null
}
