import { appendFile, readFile } from 'node:fs/promises'
import { z } from 'zod'
import { CapuchinError, messageOf, type JsonValue } from '../std/index.ts'
import { modelKey, requestToJson } from './model-key.ts'
import { playReply, storedReplySchema, toStoredReply } from './model-reply.ts'
import type { Model } from './model.ts'
import { redactJson, type Redactor } from './redact.ts'

const recordedCallSchema = z.object({
  v: z.literal(1),
  key: z.string(),
  request: z.json(),
  reply: storedReplySchema,
})
/** One line of a recording (docs/formats/recording.md). */
export type RecordedCall = z.infer<typeof recordedCallSchema>

/** Appends each call and its reply to a file that `--replay` reads. Secrets are redacted; the key is of the true request. */
export function withRecording(
  model: Model,
  { file, redact }: { readonly file: string; readonly redact: Redactor },
): Model {
  return {
    id: model.id,
    async *complete(request, { signal }) {
      const reply = yield* model.complete(request, { signal })
      const line = {
        v: 1,
        key: modelKey(model.id, request),
        request: redactJson(requestToJson(model.id, request), redact),
        reply: toStoredReply(reply),
      }
      await appendFile(file, `${redact(JSON.stringify(line))}\n`, { mode: 0o600 })
      return reply
    },
  }
}

/** @throws CapuchinError `llm/bad-recording` naming the line. */
export async function loadRecording(file: string): Promise<readonly RecordedCall[]> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    throw new CapuchinError('llm/bad-recording', `cannot read the recording ${file}: ${messageOf(cause)}`, {
      cause,
    })
  }
  return text
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [parseLine(line, `${file}:${index + 1}`)]))
}

function parseLine(line: string, where: string): RecordedCall {
  try {
    return recordedCallSchema.parse(JSON.parse(line))
  } catch (cause) {
    throw new CapuchinError(
      'llm/bad-recording',
      `${where} is not a line of a recording: ${messageOf(cause).slice(0, 200)}`,
      { cause },
    )
  }
}

export interface ReplayOptions {
  readonly recording: readonly RecordedCall[]
  /** `hash` finds a call by its key, `position` takes the calls one after another whatever they ask. */
  readonly match: 'hash' | 'position'
}

/**
 * A model that answers only from a recording. Equal requests get their recorded replies in order, the last one again
 * and again.
 *
 * @throws CapuchinError `llm/replay-mismatch` naming the first difference to the nearest recorded request.
 */
export function createReplayModel(id: Model['id'], options: ReplayOptions): Model {
  const asked = new Map<string, number>()
  let position = 0
  return {
    id,
    async *complete(request) {
      const key = modelKey(id, request)
      const same =
        options.match === 'hash' ? options.recording.filter((call) => call.key === key) : options.recording
      const nth = options.match === 'hash' ? (asked.get(key) ?? 0) : position
      asked.set(key, nth + 1)
      position += 1
      const call = options.match === 'hash' ? same[Math.min(nth, same.length - 1)] : same[nth]
      if (!call) throw mismatch(requestToJson(id, request), options)
      return yield* playReply(call.reply)
    },
  }
}

function mismatch(wanted: JsonValue, { recording }: ReplayOptions): CapuchinError {
  const differences = recording.map((call) => firstDifference(call.request, wanted))
  const nearest = differences.reduce<Difference | null>(
    (best, one) => (one && (!best || one.depth > best.depth) ? one : best),
    null,
  )
  const where = nearest
    ? `nearest recorded request differs at ${nearest.path}: recorded ${nearest.left}, asked ${nearest.right}`
    : 'the recording holds no further call'
  return new CapuchinError('llm/replay-mismatch', `no recorded reply for this request; ${where}`, {
    hint: 'record again with --record, or use --replay-loose to match by position',
  })
}

interface Difference {
  readonly path: string
  /** Characters that agree before it: the more, the nearer. */
  readonly depth: number
  readonly left: string
  readonly right: string
}

function firstDifference(
  left: JsonValue | undefined,
  right: JsonValue | undefined,
  path = '$',
): Difference | null {
  if (isContainer(left) && isContainer(right)) {
    let depth = 0
    for (const key of [...new Set([...Object.keys(left), ...Object.keys(right)])].sort()) {
      const found = firstDifference(childOf(left, key), childOf(right, key), `${path}.${key}`)
      if (found) return { ...found, depth: depth + found.depth }
      depth += JSON.stringify(childOf(left, key) ?? null).length
    }
    return null
  }
  const a = textOf(left)
  const b = textOf(right)
  if (a === b) return null
  let at = 0
  while (at < a.length && a[at] === b[at]) at += 1
  const show = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 20), at + 40))
  return { path: `${path} (character ${at})`, depth: at, left: show(a), right: show(b) }
}

function isContainer(
  value: JsonValue | undefined,
): value is Exclude<JsonValue, string | number | boolean | null> {
  return typeof value === 'object' && value !== null
}

function childOf(
  container: Exclude<JsonValue, string | number | boolean | null>,
  key: string,
): JsonValue | undefined {
  return Object.entries(container).find(([name]) => name === key)?.[1]
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
}
