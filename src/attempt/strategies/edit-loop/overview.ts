import { z } from 'zod'
import type { AttemptEvent } from '../../../domain/index.ts'
import { hashJson, messageOf, throwIfAborted } from '../../../std/index.ts'
import { renderFileList } from '../../context/file-list.ts'
import type { LoopInput } from './loop-state.ts'
import { prompt } from './prompts.ts'

/**
 * What a model is shown of the repository beside the files in the conversation: a map of what the issue seems to be
 * about, then names of other files where room is left; or names alone, which is also what there is without a map.
 */
export async function* renderOverview(
  input: LoopInput,
  paths: readonly string[],
): AsyncGenerator<AttemptEvent, string> {
  const { problem, settings } = input
  const map = settings.overview === 'map' ? yield* findMap(input) : null
  const listed = map === null ? paths : withoutThose(paths, [...map.paths, ...input.chat.paths])
  const { text: files } = renderFileList(listed, {
    maxTokens: settings.overviewTokens - (map?.tokens ?? 0),
    query: problem.problemStatement,
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
  problem,
  tools,
  settings,
  chat,
  signal,
}: LoopInput): AsyncGenerator<AttemptEvent, z.infer<typeof mapSchema> | null> {
  const request = {
    text: problem.problemStatement,
    tokens: settings.overviewTokens,
    chatFiles: [...chat.paths],
  }
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
