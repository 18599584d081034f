import type { AttemptEvent } from '../../../domain/index.ts'
import type { FilePart } from './chat-files.ts'
import type { LoopInput, Reflection } from './loop-state.ts'
import { prompt } from './prompts.ts'

export interface MentioningReply {
  readonly text: string
  /** All files of the repository. */
  readonly paths: readonly string[]
}

/** Shows the files that a reply names and that are not shown yet, or not the part it means; null when there are none. */
export async function* addMentions(
  { settings, chat }: Pick<LoopInput, 'settings' | 'chat'>,
  { text, paths }: MentioningReply,
): AsyncGenerator<AttemptEvent, Reflection | null> {
  const addable = paths.filter((path) => !chat.isWhole(path))
  const named = settings.findMentions(text, { addable, chatFiles: chat.paths })
  const { whole, inPart, tooLong } = yield* chat.add(named, { reason: 'the reply names it', text })
  const notShown = tooLong.length === 0 ? [] : [prompt('too-long', { paths: tooLong.join('\n') }).trimEnd()]
  if (whole.length + inPart.length > 0) {
    const shown = [...whole, ...inPart.map(renderPart)]
    const added = prompt('files-added', { paths: shown.join('\n') })
    return { kind: 'reflect', cause: 'files-added', text: [added.trimEnd(), ...notShown].join('\n\n') }
  }
  if (tooLong.length === 0) return null
  return { kind: 'reflect', cause: 'too-long', text: [...notShown, prompt('go-on')].join('\n\n') }
}

function renderPart({ path, parts: { shown, missing } }: FilePart): string {
  const whole = shown.length === 0 ? '' : `; to their ends: ${listed(shown)}`
  const left = missing.length === 0 ? '' : `; no room for ${listed(missing)}`
  return `${path} (in part, for its length${whole}${left})`
}

function listed(names: readonly string[]): string {
  return names.length <= mostNamed ? names.join(', ') : `${names.slice(0, mostNamed).join(', ')}, …`
}

const mostNamed = 12
