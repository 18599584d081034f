import { z } from 'zod'
import { CapuchinError } from '../../std/index.ts'
import type { ModelId } from '../model.ts'
import type { ProviderHttp } from '../provider-http.ts'
import type { ContinuationModel, Continuations } from './continuation-model.ts'
import type { TokenLogprob } from './logprobs-by-token.ts'

/**
 * By the completions endpoint, which is sent each text in its place and echoes what its tokens had for probabilities.
 * Nothing is cut off at the likeliest tokens, and all tokens of a text count. The prompt is ChatML, the template of
 * Qwen and of what was made of it; for a model with another one its chat endpoint is the one to ask.
 */
export function createCompletionContinuations(id: ModelId, http: ProviderHttp): ContinuationModel {
  return {
    id,
    async weigh(asked, { signal }) {
      const prompt = chatMl(asked)
      const weigh = async (text: string): Promise<number> => {
        const content = JSON.stringify({
          model: id.model,
          prompt: `${prompt}${text}`,
          max_tokens: 1,
          temperature: 0,
          echo: true,
          logprobs: 1,
        })
        const { choices } = await http.post('/completions', replySchema, {
          contentType: 'application/json',
          content,
          signal,
        })
        return lastLogprob(text, tokensOf(choices[0]?.logprobs), id)
      }
      const logprobs = await Promise.all(asked.texts.map(weigh))
      const likeliest = [...asked.texts.keys()]
        .toSorted((a, b) => (logprobs[b] ?? 0) - (logprobs[a] ?? 0))
        .map((at) => asked.texts[at] ?? '')
      return { logprobs, likeliest }
    },
  }
}

function chatMl({ system, user, before }: Continuations): string {
  const turn = (role: string, text: string): string => `<|im_start|>${role}\n${plain(text)}`
  return [turn('system', system), turn('user', user), turn('assistant', before)].join('<|im_end|>\n')
}

/** Marks of the template that a log holds are text there, and must not end a turn here. */
function plain(text: string): string {
  return text.replaceAll('<|im_', '<| im_')
}

type Echo = z.infer<typeof replySchema>['choices'][number]['logprobs']

function tokensOf(echo: Echo): readonly TokenLogprob[] {
  return (echo?.tokens ?? []).map((token, at) => ({
    token,
    logprob: echo?.token_logprobs[at] ?? Number.NaN,
  }))
}

/**
 * Of the tokens that a prompt ends with, those of the text. One that begins before the text counts in whole, since texts
 * that are compared share what is before them. The token that the server made up after the prompt is passed over.
 */
function lastLogprob(text: string, tokens: readonly TokenLogprob[], { model }: ModelId): number {
  for (const end of [tokens.length - 1, tokens.length])
    for (let start = end - 1; start >= 0; start -= 1) {
      const own = tokens.slice(start, end)
      const said = own.map(({ token }) => token).join('')
      if (said.length < text.length) continue
      const sum = own.reduce((total, { logprob }) => total + logprob, 0)
      if (said.endsWith(text) && !Number.isNaN(sum)) return sum
      break
    }
  throw new CapuchinError('llm/bad-request', `${model} did not echo the log-probabilities of its prompt`, {
    hint: 'ask its chat endpoint: --endpoint chat',
  })
}

const replySchema = z.object({
  choices: z.array(
    z.object({
      logprobs: z
        .object({ tokens: z.array(z.string()), token_logprobs: z.array(z.number().nullable()) })
        .nullish(),
    }),
  ),
})
