import type { LanguageModel } from 'ai'
import { CapuchinError } from '../std/index.ts'
import { createAiSdkModel, nameOf, type ProviderOptions } from './ai-sdk-model.ts'
import type { Model, ModelId } from './model.ts'
import { patientFetch } from './patient-fetch.ts'
import { parseRelaySpec, relayId } from './relay/relay-spec.ts'
import { unknownPrice, type PriceOf } from './prices.ts'

export interface ProviderSettings {
  /** Keys and base URLs, as the environment has them. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Default: nothing is known. */
  readonly priceOf?: PriceOf
  /** A cheaper, slower kind of live call, where the provider has it for the model. */
  readonly tier?: 'flex'
  /** Asks for the log-probability of every generated token. */
  readonly logprobs?: boolean
}

/** A model's name as a person types it, taken apart. */
export interface ModelSpec {
  readonly id: ModelId
  /** Null for the provider's own. */
  readonly baseUrl: string | null
}

interface Provider {
  readonly keyVariable: string | null
  readonly defaultUrl: string | null
  /** What asks for log-probabilities of the tokens that were drawn; null where there is no way to. */
  readonly logprobs: ProviderOptions[string] | null
  readonly load: (
    model: string,
    options: { readonly key: string; readonly baseUrl: string | null },
  ) => Promise<LanguageModel>
}

/**
 * Reads `provider/model`, `model@http://host/v1` for any OpenAI-compatible endpoint, or `relay` and `relay:folder` for a
 * person with a chat window. A provider's endpoint can be moved with PROVIDER_BASE_URL.
 *
 * @throws CapuchinError `llm/unknown-provider`.
 */
export function parseModelSpec(text: string): ModelSpec {
  if (parseRelaySpec(text)) return { id: relayId, baseUrl: null }
  const at = /^(.+)@(https?:\/\/.+)$/.exec(text)
  if (at)
    return { id: { provider: 'compatible', model: at[1] ?? '' }, baseUrl: (at[2] ?? '').replace(/\/+$/, '') }
  const [provider = '', ...rest] = text.split('/')
  if (rest.length === 0 || rest.join('/') === '' || !(provider in providers)) {
    throw new CapuchinError('llm/unknown-provider', `'${text}' names no provider that is known here`, {
      hint: `write PROVIDER/MODEL with one of ${Object.keys(providers).join(', ')}, MODEL@http://HOST:PORT/v1, or relay for a chat window`,
    })
  }
  return { id: { provider, model: rest.join('/') }, baseUrl: null }
}

/**
 * The model that a name stands for, ready to be wrapped. Nothing is loaded or sent yet.
 *
 * @throws CapuchinError `llm/unknown-provider`, `llm/no-key` with the variable to set, `llm/no-logprobs` for a provider
 *   that gives none.
 */
export function createModel(text: string, settings: ProviderSettings): Model {
  const { id, provider, key, url } = resolveModel(text, settings.env)
  const load = memoize(() => provider.load(id.model, { key, baseUrl: url }))
  const { priceOf = unknownPrice, tier, logprobs = false } = settings
  return createAiSdkModel({
    id,
    load,
    priceOf,
    ...(tier === undefined ? {} : { tier }),
    ...(logprobs ? { logprobsOptions: { [id.provider]: logprobsOf(id, provider) } } : {}),
  })
}

function logprobsOf(id: ModelId, { logprobs }: Provider): ProviderOptions[string] {
  if (logprobs !== null) return logprobs
  const able = Object.entries(providers).flatMap(([name, one]) => (one.logprobs === null ? [] : [name]))
  throw new CapuchinError('llm/no-logprobs', `${nameOf(id)} gives no log-probabilities`, {
    hint: `leave --logprobs out, or ask a model of ${able.join(', ')}, or MODEL@URL`,
  })
}

/** A model's provider, with the key and the address that the environment has for it. */
export function resolveModel(text: string, env: ProviderSettings['env']) {
  const { id, baseUrl } = parseModelSpec(text)
  const provider = providers[id.provider]
  if (!provider)
    throw new CapuchinError('llm/unknown-provider', `'${text}' names no provider that is known here`)
  const key = provider.keyVariable === null ? (env['CAPUCHIN_API_KEY'] ?? 'none') : env[provider.keyVariable]
  if (key === undefined || key === '') {
    throw new CapuchinError('llm/no-key', `no key for ${id.provider}: ${provider.keyVariable} is not set`, {
      hint: `export ${provider.keyVariable}=..., or leave --model out to work without a model`,
    })
  }
  const url = baseUrl ?? env[`${id.provider.toUpperCase()}_BASE_URL`] ?? provider.defaultUrl
  return { id, provider, key, url }
}

const compatible =
  (name: string): Provider['load'] =>
  async (model, { key, baseUrl }) => {
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
    if (baseUrl === null) {
      throw new CapuchinError('llm/no-endpoint', `${name}/${model} has no address`, {
        hint: 'write MODEL@http://HOST:PORT/v1',
      })
    }
    return createOpenAICompatible({
      name,
      baseURL: baseUrl,
      apiKey: key,
      includeUsage: true,
      supportsStructuredOutputs: true,
      fetch: await patientFetch(),
    })(model)
  }

const chatLogprobs = { logprobs: true }

const providers: Readonly<Record<string, Provider>> = {
  openai: {
    keyVariable: 'OPENAI_API_KEY',
    defaultUrl: null,
    // The library's own option asks for alternatives, too.
    logprobs: { include: ['message.output_text.logprobs'] },
    load: async (model, { key, baseUrl }) => {
      const { createOpenAI } = await import('@ai-sdk/openai')
      return createOpenAI({
        apiKey: key,
        fetch: await patientFetch(),
        ...(baseUrl === null ? {} : { baseURL: baseUrl }),
      })(model)
    },
  },
  anthropic: {
    keyVariable: 'ANTHROPIC_API_KEY',
    defaultUrl: null,
    logprobs: null,
    load: async (model, { key, baseUrl }) => {
      const { createAnthropic } = await import('@ai-sdk/anthropic')
      return createAnthropic({
        apiKey: key,
        fetch: await patientFetch(),
        ...(baseUrl === null ? {} : { baseURL: baseUrl }),
      })(model)
    },
  },
  google: {
    keyVariable: 'GOOGLE_GENERATIVE_AI_API_KEY',
    defaultUrl: null,
    logprobs: null,
    load: async (model, { key, baseUrl }) => {
      const { createGoogleGenerativeAI } = await import('@ai-sdk/google')
      return createGoogleGenerativeAI({
        apiKey: key,
        fetch: await patientFetch(),
        ...(baseUrl === null ? {} : { baseURL: baseUrl }),
      })(model)
    },
  },
  openrouter: {
    keyVariable: 'OPENROUTER_API_KEY',
    defaultUrl: 'https://openrouter.ai/api/v1',
    logprobs: chatLogprobs,
    load: compatible('openrouter'),
  },
  compatible: {
    keyVariable: null,
    defaultUrl: null,
    logprobs: chatLogprobs,
    load: compatible('compatible'),
  },
  ollama: {
    keyVariable: null,
    defaultUrl: 'http://127.0.0.1:11434/v1',
    logprobs: chatLogprobs,
    load: compatible('ollama'),
  },
  vllm: {
    keyVariable: null,
    defaultUrl: 'http://127.0.0.1:8000/v1',
    logprobs: { ...chatLogprobs, return_token_ids: true },
    load: compatible('vllm'),
  },
  llamacpp: {
    keyVariable: null,
    defaultUrl: 'http://127.0.0.1:8080/v1',
    // Without a number it sends twenty alternatives a token, with 0 nothing at all.
    logprobs: { ...chatLogprobs, top_logprobs: 1 },
    load: compatible('llamacpp'),
  },
}

function memoize<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null
  return () => (made ??= make())
}
