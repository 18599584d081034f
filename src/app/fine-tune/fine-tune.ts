import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { createOpenAiFineTuning, type FineTuning, type FineTuningProgress } from '../../llm/index.ts'
import { atomicWrite, CapuchinError, hasCode, messageOf, sha256, sleep, jsonOf } from '../../std/index.ts'

export interface FineTuneRequest {
  /** Folder that `export sft --format openai` wrote. */
  readonly rows: string
  readonly baseModel: string
  readonly suffix: string | null
  readonly epochs: number | null
  readonly seed: number
  /** Between two looks at the training. */
  readonly pollMs: number
}

export interface FineTuneDeps {
  /** `OPENAI_API_KEY`, `OPENAI_BASE_URL`. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  readonly onProgress: (text: string) => void
}

export interface FineTuned {
  /** As `--model` takes it. */
  readonly model: string
  readonly training: string
  readonly trainedTokens: number | null
}

/** What is known of a training, so that the same command goes on with it and pays for nothing twice. */
const stateSchema = z.object({
  kind: z.literal('fine-tuning'),
  v: z.literal(1),
  /** Of the rows and all that was asked for. */
  key: z.string(),
  file: z.string(),
  training: z.string().nullable(),
})
type State = Readonly<z.infer<typeof stateSchema>>

/**
 * Has OpenAI train a model on rows, and waits for it. What was uploaded and begun is kept in `fine-tune.json` beside
 * the rows; stopped and asked again, the same training is waited for. Other rows or settings begin another.
 *
 * @throws CapuchinError `fine-tune/no-rows`, `fine-tune/failed`, `llm/*`.
 */
export async function fineTune(request: FineTuneRequest, deps: FineTuneDeps): Promise<FineTuned> {
  const { signal, onProgress } = deps
  const provider = createOpenAiFineTuning(deps)
  const content = await readRows(request.rows)
  const { baseModel, suffix, epochs, seed } = request
  const key = sha256(JSON.stringify({ content: sha256(content), baseModel, suffix, epochs, seed }))
  const stateFile = join(request.rows, 'fine-tune.json')
  const keep = async (state: State): Promise<State> => {
    await atomicWrite(stateFile, `${JSON.stringify(state, null, 2)}\n`)
    return state
  }
  let state = await readState(stateFile, key)
  if (state === null) {
    const file = await provider.upload({ name: 'train.jsonl', content }, { signal })
    onProgress(`rows uploaded: ${file}`)
    state = await keep({ kind: 'fine-tuning', v: 1, key, file, training: null })
  }
  const training =
    state.training ??
    (await provider.start({ baseModel, file: state.file, suffix, epochs, seed }, { signal }))
  if (state.training === null) await keep({ ...state, training })
  onProgress(`training: ${training}`)
  const end = await waitFor(training, { provider, request, deps })
  if (end.state === 'succeeded' && end.model !== null)
    return { model: `openai/${end.model}`, training, trainedTokens: end.trainedTokens }
  // A training that ended without a model is not waited for again.
  await keep({ ...state, training: null })
  throw new CapuchinError(
    'fine-tune/failed',
    `training ${training} ended as ${end.status}${end.error === null ? '' : `: ${end.error}`}`,
    { hint: 'the same command begins another on the uploaded rows' },
  )
}

/** A look that fails in passing is no end of the training. */
async function waitFor(
  training: string,
  {
    provider,
    request: { pollMs },
    deps: { signal, onProgress },
  }: {
    readonly provider: FineTuning
    readonly request: FineTuneRequest
    readonly deps: FineTuneDeps
  },
): Promise<FineTuningProgress> {
  let said = ''
  let failures = 0
  for (;;) {
    try {
      const progress = await provider.poll(training, { signal })
      failures = 0
      if (progress.state !== 'under-way') return progress
      if (progress.status !== said) onProgress(progress.status)
      said = progress.status
    } catch (error) {
      const passing = hasCode(error, 'llm/unreachable') || hasCode(error, 'llm/rate-limited')
      failures += 1
      if (signal.aborted || !passing || failures >= mostFailures) throw error
      onProgress(`${messageOf(error)}; looking again`)
    }
    await sleep(pollMs, { signal })
  }
}

const mostFailures = 20

async function readRows(folder: string): Promise<string> {
  const path = join(folder, 'train.jsonl')
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new CapuchinError('fine-tune/no-rows', `cannot read ${path}: ${messageOf(cause)}`, {
      cause,
      hint: 'give the folder that export sft --format openai wrote',
    })
  }
}

async function readState(path: string, key: string): Promise<State | null> {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return null
  const parsed = stateSchema.safeParse(jsonOf(text))
  return parsed.success && parsed.data.key === key ? parsed.data : null
}
