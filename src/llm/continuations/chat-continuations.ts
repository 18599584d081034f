import { z } from 'zod'
import type { ModelId } from '../model.ts'
import type { ProviderHttp } from '../provider-http.ts'
import type { ContinuationModel, Continuations } from './continuation-model.ts'
import { logprobsByToken } from './logprobs-by-token.ts'

/** The most that servers give by default. */
const likeliestTokens = 20

/**
 * By one token of a chat whose last message is the beginning of the answer: the server renders its own template and goes
 * on where that message ends. Of a text its first token counts, and only what is among the likeliest is told.
 */
export function createChatContinuations(id: ModelId, http: ProviderHttp): ContinuationModel {
  return {
    id,
    async weigh(asked, { signal }) {
      const content = JSON.stringify(toRequest(id, asked))
      const { choices } = await http.post('/chat/completions', replySchema, {
        contentType: 'application/json',
        content,
        signal,
      })
      const tokens = choices[0]?.logprobs?.content?.[0]?.top_logprobs ?? []
      return {
        logprobs: logprobsByToken(asked.texts, tokens),
        likeliest: tokens.toSorted((a, b) => b.logprob - a.logprob).map(({ token }) => token),
      }
    },
  }
}

function toRequest({ model }: ModelId, { system, user, before }: Continuations): object {
  const begun = before !== ''
  return {
    model,
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: user },
      ...(begun ? [{ role: 'assistant', content: before }] : []),
    ],
    // vLLM and SGLang go on with the last message by these two; llama.cpp and Ollama do by themselves.
    ...(begun ? { continue_final_message: true, add_generation_prompt: false } : {}),
    max_tokens: 1,
    temperature: 0,
    logprobs: true,
    top_logprobs: likeliestTokens,
  }
}

const replySchema = z.object({
  choices: z.array(
    z.object({
      logprobs: z
        .object({
          content: z
            .array(z.object({ top_logprobs: z.array(z.object({ token: z.string(), logprob: z.number() })) }))
            .nullish(),
        })
        .nullish(),
    }),
  ),
})
