import type { Message } from '../../domain/index.ts'

/** The parts of a prompt, from what never changes to what always does. */
export interface PromptParts {
  /** Who the model is and how it writes edits. */
  readonly system: string
  /** Files that exist, or a map of them. */
  readonly overview: string
  /** The conversation so far, beginning with the issue. */
  readonly turns: readonly Turn[]
  /** Present texts of the files in the conversation; empty when there are none. */
  readonly files: string
  /** Rules worth saying last. */
  readonly reminder: string
}

export interface Turn {
  readonly role: 'user' | 'assistant'
  readonly text: string
}

/**
 * Orders the parts so that a request repeats the one before it for as long as it can: only what stands behind the
 * turns changes when a file is edited. Marks say where providers that cache prompts should hold on.
 */
export function assemblePrompt({
  system,
  overview,
  turns,
  files,
  reminder,
}: PromptParts): readonly Message[] {
  const earlier = turns.slice(0, -1)
  const last = turns.at(-1)
  const lastMark = earlier.findLastIndex(({ role }) => role === 'user')
  return [
    { role: 'system', text: system, cacheMark: true },
    ...(overview === '' ? [] : [user(overview, true)]),
    ...earlier.map(({ role, text }, at) => (role === 'user' ? user(text, at === lastMark) : assistant(text))),
    ...(files === '' ? [] : [user(files, false)]),
    ...(last === undefined
      ? []
      : [last.role === 'user' ? user(join(last.text, reminder), false) : assistant(last.text)]),
  ]
}

function user(text: string, cacheMark: boolean): Message {
  return cacheMark ? { role: 'user', text, cacheMark } : { role: 'user', text }
}

function assistant(text: string): Message {
  return { role: 'assistant', text }
}

function join(text: string, reminder: string): string {
  return reminder === '' ? text : `${text}\n\n${reminder}`
}
