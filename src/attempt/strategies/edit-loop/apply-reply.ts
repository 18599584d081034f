import type { AttemptEvent } from '../../../domain/index.ts'
import {
  pathsOf,
  refusePath,
  type ApplyResult,
  type EditFormat,
  type FileContent,
  type Files,
  type ParsedReply,
} from '../../../edit/index.ts'
import { tellEdits } from '../../edit-events.ts'
import type { AttemptTools } from '../../strategy.ts'
import type { ChatFiles } from './chat-files.ts'
import { readFiles, readPathFacts, writeFiles } from '../../repository-files.ts'

export interface ReplyToApply {
  readonly parsed: ParsedReply
  readonly format: EditFormat
  readonly fence: string
  readonly chat: ChatFiles
  readonly signal: AbortSignal
}

export interface AppliedReply {
  readonly result: ApplyResult
  /** The files before. */
  readonly before: Files
}

/** Asks for the files that a reply wants to edit or create, applies its edits and writes what changed. */
export async function* applyReply(
  tools: Pick<AttemptTools, 'sandbox' | 'approval'>,
  reply: ReplyToApply,
): AsyncGenerator<AttemptEvent, AppliedReply> {
  const { parsed, format, fence, chat } = reply
  const { sandbox } = tools
  const paths = [...new Set(parsed.edits.flatMap(pathsOf))]
  const facts = await readPathFacts(sandbox, [...paths, ...chat.paths])
  const files = await readFiles(sandbox, [...paths, ...chat.paths])
  const refused = new Map<string, string>()
  for (const path of new Set([...paths, ...chat.paths])) {
    const reason = refusePath(path, facts)
    if (reason !== null) refused.set(path, reason)
  }
  for (const path of paths) {
    if (refused.has(path) || chat.has(path)) continue
    if (files.has(path)) {
      const text = textsOf(parsed, path).join('\n')
      const { whole, inPart, tooLong } = yield* chat.add([path], { reason: 'the reply edits it', text })
      if (![...whole, ...inPart.map((part) => part.path), ...tooLong].includes(path))
        refused.set(path, 'names a file that was not allowed into the conversation')
    } else if ((await tools.approval.ask({ kind: 'create-file', path }, { signal: reply.signal })) === 'no')
      refused.set(path, 'names a new file that was not allowed')
  }
  const result = format.apply(parsed.edits, files, {
    chatFiles: chat.paths,
    fence,
    problems: parsed.problems,
    refuse: (path) => refused.get(path) ?? null,
  })
  const written = new Map<string, FileContent | null>()
  for (const [path, file] of result.files) {
    // A format whose own rules know no guard must not write past it either.
    const reason = refused.get(path) ?? refusePath(path, facts)
    if (reason !== null) {
      yield { type: 'edit-rejected', path, reason: `its path ${reason}` }
      continue
    }
    written.set(path, file)
    chat.include(path)
  }
  for (const path of result.removed) written.set(path, null)
  await writeFiles(sandbox, written)
  yield* tellEdits(result, parsed.problems)
  return { result, before: files }
}

/** What a reply looks for in a file. */
function textsOf({ edits }: ParsedReply, path: string): readonly string[] {
  return edits
    .filter((edit) => edit.path === path)
    .flatMap(({ readings }) => readings.map(({ search }) => search ?? ''))
}
