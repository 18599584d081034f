import { z } from 'zod'
import type { AttemptEvent } from '../../../../domain/index.ts'
import { hashJson, messageOf, throwIfAborted, type JsonValue } from '../../../../std/index.ts'
import type { SpanName } from '../spans/chosen-spans.ts'
import type { WorkflowInput } from '../workflow-input.ts'
import { findSpans, findSpansForIssue } from './find-spans.ts'
import type { SearchRequest } from './search-request.ts'

export interface Found {
  readonly spans: readonly SpanName[]
  readonly tells: readonly AttemptEvent[]
}

/** What the requests of the model find. */
export function search(input: WorkflowInput, requests: readonly SearchRequest[]): Promise<Found> {
  const { tools, reader, signal, settings } = input
  return journalled(input, { stage: 'search', asked: { requests: [...requests] } }, () =>
    findSpans({ code: tools.code, reader, signal }, requests, settings.searchSpans),
  )
}

/** What the issue by itself finds, some spans of a file and no more, for the first question. */
export function searchForIssue(input: WorkflowInput): Promise<Found> {
  const { tools, reader, problem, settings, signal } = input
  const { openingSpans: spans, openingSpansPerFile: perFile } = settings
  const text = problem.problemStatement
  return journalled(input, { stage: 'opening', asked: { text, spans, perFile } }, () =>
    findSpansForIssue({ code: tools.code, reader, signal }, text, { spans, perFile }),
  )
}

interface Question {
  readonly stage: string
  readonly asked: JsonValue
}

/**
 * Journalled, failures too, so that an attempt that goes on asks with the bytes it asked with before: a grammar that
 * ran out of time may have more of it now.
 */
async function journalled(
  { tools, settings, spent, signal }: WorkflowInput,
  { stage, asked }: Question,
  find: () => Promise<readonly SpanName[]>,
): Promise<Found> {
  const failures: string[] = []
  const { value } = await tools.journal.ask(
    {
      kind: 'exec',
      stage,
      step: spent.step,
      key: hashJson({
        base: tools.baseKey,
        asked,
        maxSpans: settings.searchSpans,
        spanTokens: settings.spanTokens,
      }),
      schema: z.array(z.object({ path: z.string(), id: z.string() })),
    },
    async () => {
      try {
        return [...(await find())]
      } catch (error) {
        throwIfAborted(signal)
        failures.push(messageOf(error))
        return []
      }
    },
  )
  return {
    spans: value,
    tells: failures.map((failure) => ({ type: 'warning', text: `code cannot be searched: ${failure}` })),
  }
}
