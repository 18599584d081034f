import { unknownPrice } from '../prices.ts'
import { resolveModel, type ProviderSettings } from '../providers.ts'
import { createAnthropicBatch } from './anthropic-batch.ts'
import type { BatchTier } from './batch-tier.ts'
import { createOpenAiBatch, type ProviderBatchOptions } from './openai-batch.ts'

/**
 * The batch tier of a model's provider; null where it has none that is known here.
 *
 * @throws CapuchinError `llm/unknown-provider`, `llm/no-key`.
 */
export function createBatchTier(
  text: string,
  { env, priceOf = unknownPrice }: ProviderSettings,
): BatchTier | null {
  const { id, key, url } = resolveModel(text, env)
  const known = tiers[id.provider]
  return known ? known.create({ id, key, priceOf, baseUrl: (url ?? known.url).replace(/\/+$/, '') }) : null
}

interface KnownTier {
  readonly url: string
  readonly create: (options: ProviderBatchOptions) => BatchTier
}

const tiers: Readonly<Record<string, KnownTier>> = {
  openai: { url: 'https://api.openai.com/v1', create: createOpenAiBatch },
  anthropic: { url: 'https://api.anthropic.com/v1', create: createAnthropicBatch },
}
