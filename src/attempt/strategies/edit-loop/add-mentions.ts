import type { AttemptEvent } from '../../../domain/index.ts'
import type { LoopInput, Reflection } from './loop-state.ts'
import { prompt } from './prompts.ts'

export interface MentioningReply {
  readonly text: string
  /** All files of the repository. */
  readonly paths: readonly string[]
}

/** Shows the files that a reply names and that are not shown yet; null when there are none. */
export async function* addMentions(
  { settings, chat }: Pick<LoopInput, 'settings' | 'chat'>,
  { text, paths }: MentioningReply,
): AsyncGenerator<AttemptEvent, Reflection | null> {
  const addable = paths.filter((path) => !chat.has(path))
  const named = settings.findMentions(text, { addable, chatFiles: chat.paths })
  const added = yield* chat.add(named, 'the reply names it')
  if (added.length === 0) return null
  return { kind: 'reflect', cause: 'files-added', text: prompt('files-added', { paths: added.join('\n') }) }
}
