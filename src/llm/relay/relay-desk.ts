import { readFile } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { noUsage, type Usage } from '../../domain/index.ts'
import { atomicWrite, CapuchinError } from '../../std/index.ts'
import { modelKey } from '../model-key.ts'
import type { Model, ModelReply, ModelRequest } from '../model.ts'
import { copyText } from './clipboard.ts'
import { createPastedReplies, lastLine } from './pasted-replies.ts'
import { openRelayFolder, type RelayPrompt } from './relay-folder.ts'
import { relayId } from './relay-spec.ts'
import { renderRequest } from './render-request.ts'
import { readReplyFile } from './reply-file.ts'

export interface RelayDeskOptions {
  /** Where prompts are written and replies looked for. */
  readonly folder: string
  /** For programs of the clipboard. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where replies may be pasted; null for nowhere. */
  readonly input: Readable | null
  /** Between looks at a file. */
  readonly pollMs?: number
}

export interface RelayAsker {
  /** In words that are the same when a run is gone on with. */
  readonly name: string
  /** Whether it asks again only when the last reply is safe elsewhere. */
  readonly inOrder: boolean
  /** Told what a person is to do. */
  readonly tell: (text: string) => void
}

/** Carries prompts to a person with a chat window, and replies back; any number at once. */
export interface RelayDesk {
  readonly modelFor: (asker: RelayAsker) => Model
}

export function createRelayDesk({ folder, env, input, pollMs = 1_000 }: RelayDeskOptions): RelayDesk {
  const prompts = openRelayFolder(folder)
  const pasted = input && createPastedReplies(input)
  const board = createBoard(env)
  const lastOf = new Map<string, number>()
  const waitFor = async ({ number, replyPath }: RelayPrompt, signal: AbortSignal): Promise<string> => {
    const stop = new AbortController()
    const either = AbortSignal.any([signal, stop.signal])
    const fromFile = readReplyFile(replyPath, { pollMs, signal: either })
    const fromHand = pasted?.next(number, { signal: either }).then(async (text) => {
      // For whoever goes on with the run, if it does not get to write the reply down.
      await atomicWrite(replyPath, `${text}\n`)
      return text
    })
    fromFile.catch(() => undefined)
    fromHand?.catch(() => undefined)
    try {
      return await Promise.race(fromHand ? [fromFile, fromHand] : [fromFile])
    } finally {
      stop.abort()
    }
  }
  const ask = async (request: ModelRequest, asker: RelayAsker, signal: AbortSignal): Promise<string> => {
    const { name, inOrder, tell } = asker
    const before = lastOf.get(name)
    if (inOrder && before !== undefined) await prompts.take(before)
    const prompt = await prompts.place({
      asker: name,
      key: modelKey(relayId, request),
      text: renderRequest(request),
    })
    board.add(prompt, { tell, how: pasted ? `, or paste it here and end it with a line ${lastLine}` : '' })
    try {
      const text = await waitFor(prompt, signal)
      lastOf.set(name, prompt.number)
      return text
        .replace(/^\uFEFF/, '')
        .replaceAll('\r\n', '\n')
        .trim()
    } finally {
      board.remove(prompt)
    }
  }
  return {
    modelFor: (asker) => ({
      id: relayId,
      async *complete(request, { signal = new AbortController().signal }) {
        refuseForms(request)
        const text = await ask(request, asker, signal)
        yield { type: 'text', text }
        const usage = usageOf(request, text)
        return { text, toolCalls: [], usage, finishReason: 'stop', fromJournal: false } satisfies ModelReply
      },
    }),
  }
}

/** A chat window calls no tools and keeps to no schema: whoever asks for these has another way, in text. */
function refuseForms({ tools, replyForm }: ModelRequest): void {
  if ((tools?.length ?? 0) === 0 && replyForm === undefined) return
  throw new CapuchinError(
    'llm/bad-request',
    'a chat window takes text and gives text: no tools and no reply form',
  )
}

/** Nobody counts tokens in a chat window: a fourth of the characters, which costs nothing here. */
function usageOf(request: ModelRequest, reply: string): Usage {
  const tokens = (text: string): number => Math.ceil(text.length / 4)
  return { ...noUsage, inputTokens: tokens(renderRequest(request)), outputTokens: tokens(reply), costUsd: 0 }
}

interface OnBoard {
  readonly prompt: RelayPrompt
  readonly tell: (text: string) => void
}

/** Tells of prompts, and keeps the oldest one that is open on the clipboard. */
function createBoard(env: RelayDeskOptions['env']) {
  const open = new Map<number, OnBoard>()
  let copied: number | null = null
  let hasFailed = false
  const copyOldest = async (): Promise<void> => {
    const [number] = [...open.keys()].toSorted((a, b) => a - b)
    const oldest = number === undefined ? undefined : open.get(number)
    if (!oldest || number === undefined || copied === number || hasFailed) return
    copied = number
    const text = await readFile(oldest.prompt.path, 'utf8').catch(() => null)
    const worked = text !== null && (await copyText(text, { env, signal: undefined }))
    hasFailed ||= !worked
    if (!open.has(number)) return
    oldest.tell(
      worked
        ? `prompt ${number} is on the clipboard`
        : 'no program of a clipboard works here: open the files of prompts instead',
    )
  }
  return {
    add: (
      prompt: RelayPrompt,
      { tell, how }: { readonly tell: OnBoard['tell']; readonly how: string },
    ): void => {
      open.set(prompt.number, { prompt, tell })
      tell(
        `prompt ${prompt.number} waits for its reply: ${prompt.path}; save the reply as ${prompt.replyPath}${how}`,
      )
      void copyOldest()
    },
    remove: ({ number }: RelayPrompt): void => {
      open.delete(number)
      void copyOldest()
    },
  }
}
