import type { AttemptEvent } from '../domain/index.ts'
import { renderDuration } from './progress-lines.ts'

/** One line: what was called with what, how long it took and how it ended. */
export function renderToolCall(event: Extract<AttemptEvent, { type: 'tool-call' }>): string {
  const { call, ran, exitCode, durationMs } = event
  const { command, path, message } = textsOf(call.input)
  if (call.name === 'finish') return `finish ${cut(message ?? '')}`.trimEnd()
  const said =
    call.name === 'bash' ? `$ ${command ?? ''}` : [call.name, command, path].filter(Boolean).join(' ')
  if (!ran) return `not run: ${cut(said)}`
  return `${cut(said)} (${renderDuration(durationMs)}${exitCode === null ? '' : `, exit code ${exitCode}`})`
}

function textsOf(input: unknown): Readonly<Record<string, string>> {
  const texts = Object.entries(input ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return Object.fromEntries(texts)
}

const mostShown = 100

function cut(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ')
  return line.length > mostShown ? `${line.slice(0, mostShown)}…` : line
}
