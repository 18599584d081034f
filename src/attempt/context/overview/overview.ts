import { z } from 'zod'
import type { AttemptEvent } from '../../../domain/index.ts'
import { hashJson, messageOf, throwIfAborted } from '../../../std/index.ts'
import type { AttemptTools } from '../../strategy.ts'
import { renderFileList } from '../file-list.ts'
import { readPromptFile, renderPrompt } from '../prompt-template.ts'

export interface OverviewRequest {
  readonly tools: Pick<AttemptTools, 'journal' | 'baseKey' | 'code'>
  readonly issue: string
  /** `map`: of what the issue seems to be about. `files`: their names alone. */
  readonly kind: 'map' | 'files'
  readonly maxTokens: number
  /** Files that are shown in full. */
  readonly shown: readonly string[]
  readonly signal: AbortSignal
}

/**
 * What a model is shown of the repository beside the files in the conversation: a map of what the issue seems to be
 * about, then names of other files where room is left; or names alone, which is also what there is without a map.
 */
export async function* renderOverview(
  request: OverviewRequest,
  paths: readonly string[],
): AsyncGenerator<AttemptEvent, string> {
  const map = request.kind === 'map' ? yield* findMap(request) : null
  const listed = map === null ? paths : withoutThose(paths, [...map.paths, ...request.shown])
  const { text: files } = renderFileList(listed, {
    maxTokens: request.maxTokens - (map?.tokens ?? 0),
    query: request.issue,
  })
  if (map === null) return files === '' ? '' : prompt('overview', { files })
  const parts = [
    prompt('map', { map: map.text.trimEnd() }),
    ...(files === '' ? [] : [prompt('other-files', { files })]),
  ]
  return parts.join('\n\n')
}

const mapSchema = z.object({ text: z.string(), tokens: z.number(), paths: z.array(z.string()) })

/**
 * Journalled, failures too, so that an attempt that goes on asks with the bytes it asked with before: a grammar that
 * ran out of time may have more of it now.
 */
async function* findMap({
  tools,
  issue,
  maxTokens,
  shown,
  signal,
}: OverviewRequest): AsyncGenerator<AttemptEvent, z.infer<typeof mapSchema> | null> {
  const request = { text: issue, tokens: maxTokens, chatFiles: [...shown] }
  if (request.tokens <= 0) return null
  const failures: string[] = []
  const { value } = await tools.journal.ask(
    {
      kind: 'exec',
      stage: 'overview',
      step: 0,
      key: hashJson({ base: tools.baseKey, ...request }),
      schema: mapSchema.nullable(),
    },
    async () => {
      try {
        const { text, tokens, paths } = await tools.code.map(request, { signal })
        return text === '' ? null : { text, tokens, paths: [...paths] }
      } catch (error) {
        throwIfAborted(signal)
        failures.push(messageOf(error))
        return null
      }
    },
  )
  for (const failure of failures)
    yield { type: 'warning', text: `no map of the code can be shown: ${failure}` }
  return value
}

function withoutThose(paths: readonly string[], others: readonly string[]): readonly string[] {
  const out = new Set(others)
  return paths.filter((path) => !out.has(path))
}

function prompt(name: 'map' | 'other-files' | 'overview', values: Readonly<Record<string, string>>): string {
  return renderPrompt(readPromptFile(new URL(`./prompts/${name}.md`, import.meta.url)), values)
}
