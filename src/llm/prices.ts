import { z } from 'zod'
import type { Usage } from '../domain/index.ts'
import type { ModelId } from './model.ts'

/** US dollars per million tokens. */
export const modelPriceSchema = z.object({
  input: z.number().nonnegative(),
  output: z.number().nonnegative(),
  cacheRead: z.number().nonnegative().optional(),
  cacheWrite: z.number().nonnegative().optional(),
})
export type ModelPrice = z.infer<typeof modelPriceSchema>

/** `provider/model` or `model` to its price; wins over the bundled table. */
export type PriceOverrides = Readonly<Record<string, ModelPrice>>

export type TokenCounts = Omit<Usage, 'costUsd'>

/** US dollars of some tokens, or null when the model is in no table. */
export type PriceOf = (id: ModelId, tokens: TokenCounts) => number | null

/**
 * What a provider's batch tier, or OpenAI's flex tier, costs of the usual price, input, output and cache alike. The
 * bundled table has no prices of tiers; half is what both providers' guides say (developers.openai.com/api/docs/guides/batch
 * and flex-processing, platform.claude.com/docs/en/build-with-claude/batch-processing).
 */
export const slowTierShare = 0.5

/** A price of which nothing is known: tokens are still counted. */
export const unknownPrice: PriceOf = () => null

/** Today's prices: own ones first, then the bundled, dated table, which is loaded only here because it is large. */
export async function loadPrices(overrides: PriceOverrides): Promise<PriceOf> {
  const { calcPrice } = await import('@pydantic/genai-prices')
  return (id, tokens) => {
    const own = overrides[`${id.provider}/${id.model}`] ?? overrides[id.model]
    if (own) return priceByOverride(own, tokens)
    const provider = bundledProviders[id.provider]
    if (provider === undefined) return null
    const found = calcPrice(
      {
        input_tokens: tokens.inputTokens,
        cache_read_tokens: tokens.cacheReadTokens,
        cache_write_tokens: tokens.cacheWriteTokens,
        output_tokens: tokens.outputTokens,
      },
      id.model,
      { providerId: provider },
    )
    return found?.total_price ?? null
  }
}

const bundledProviders: Readonly<Record<string, string>> = {
  openai: 'openai',
  anthropic: 'anthropic',
  google: 'google',
  openrouter: 'openrouter',
}

function priceByOverride(price: ModelPrice, tokens: TokenCounts): number {
  const fresh = Math.max(0, tokens.inputTokens - tokens.cacheReadTokens - tokens.cacheWriteTokens)
  const dollars =
    fresh * price.input +
    tokens.cacheReadTokens * (price.cacheRead ?? price.input) +
    tokens.cacheWriteTokens * (price.cacheWrite ?? price.input) +
    tokens.outputTokens * price.output
  return dollars / 1_000_000
}
