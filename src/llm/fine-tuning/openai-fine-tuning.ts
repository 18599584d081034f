import { z } from 'zod'
import { CapuchinError } from '../../std/index.ts'
import { openAiUpload } from '../openai-upload.ts'
import { createProviderHttp } from '../provider-http.ts'
import type { FineTuning, FineTuningProgress } from './fine-tuning.ts'

export interface OpenAiFineTuningOptions {
  /** `OPENAI_API_KEY`, and `OPENAI_BASE_URL` where another host speaks the same interface. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * OpenAI's supervised fine-tuning (https://platform.openai.com/docs/api-reference/fine-tuning): a file of rows, a job
 * over it, a new model.
 *
 * @throws CapuchinError `llm/no-key`.
 */
export function createOpenAiFineTuning({ env }: OpenAiFineTuningOptions): FineTuning {
  const key = env['OPENAI_API_KEY']
  if (!key)
    throw new CapuchinError('llm/no-key', 'OpenAI trains nothing without a key', {
      hint: 'set OPENAI_API_KEY',
    })
  const http = createProviderHttp({
    name: 'OpenAI',
    baseUrl: (env['OPENAI_BASE_URL'] ?? 'https://api.openai.com/v1').replace(/\/+$/, ''),
    headers: { authorization: `Bearer ${key}` },
  })
  const place = (training: string): string => `/fine_tuning/jobs/${encodeURIComponent(training)}`
  const json = (value: object, signal: AbortSignal | undefined) => ({
    contentType: 'application/json',
    content: JSON.stringify(value),
    signal,
  })
  return {
    upload: async (file, { signal }) => {
      const upload = openAiUpload({ ...file, purpose: 'fine-tune' })
      return (await http.post('/files', withIdSchema, { ...upload, signal })).id
    },
    start: async ({ baseModel, file, suffix, epochs, seed }, { signal }) => {
      const supervised = { hyperparameters: { n_epochs: epochs ?? 'auto' } }
      const job = {
        model: baseModel,
        training_file: file,
        ...(suffix === null ? {} : { suffix }),
        seed,
        method: { type: 'supervised', supervised },
      }
      return (await http.post('/fine_tuning/jobs', withIdSchema, json(job, signal))).id
    },
    poll: async (training, { signal }) => toProgress(await http.getJson(place(training), jobSchema, signal)),
    cancel: async (training, { signal }) => {
      await http.post(`${place(training)}/cancel`, withIdSchema, json({}, signal))
    },
  }
}

const withIdSchema = z.object({ id: z.string() })
const jobSchema = z.object({
  status: z.string(),
  fine_tuned_model: z.string().nullish(),
  trained_tokens: z.number().nullish(),
  error: z.object({ message: z.string().nullish() }).nullish(),
})

function toProgress({
  status,
  fine_tuned_model: model = null,
  trained_tokens: trainedTokens = null,
  error,
}: z.infer<typeof jobSchema>): FineTuningProgress {
  const state = status === 'succeeded' || status === 'failed' || status === 'cancelled' ? status : 'under-way'
  return { state, status, model, trainedTokens, error: error?.message ?? null }
}
