import { z } from 'zod'
import type { AttemptEvent, Observation } from '../../domain/index.ts'

/** Events that say where an attempt stands, or what is in the record in another way. */
const noObservation: ReadonlySet<AttemptEvent['type']> = new Set([
  'attempt-start',
  'stage',
  'step-start',
  'model-text',
  'model-reply',
  'search-progress',
  'step-end',
  'attempt-end',
])

/** An event of an attempt as something that it saw; null for events that are none. */
export function observationOf(event: AttemptEvent, at: number): Observation | null {
  if (noObservation.has(event.type)) return null
  const { type: kind, ...data } = event
  return {
    type: 'observation',
    kind,
    text: textOf(event),
    data: z.json().parse(JSON.parse(JSON.stringify(data))),
    at,
  }
}

function textOf(event: AttemptEvent): string {
  switch (event.type) {
    case 'transition':
      return `${event.from} → ${event.to}: ${event.reason}`
    case 'files-added':
      return event.paths.join('\n')
    case 'edit-applied':
      return `${event.path}: ${event.how}`
    case 'edit-rejected':
      return event.path === null ? event.reason : `${event.path}: ${event.reason}`
    case 'command-suggested':
      return event.command
    case 'command':
      return `$ ${event.command}\n${event.timedOut ? 'timed out' : `exit code ${event.exitCode}`}`
    case 'tool-call':
      return event.observation
    case 'test-result':
      return `${event.what}: ${event.passed} passed, ${event.failed} failed`
    case 'emitted':
      return `${event.machine}: ${event.kind}`
    case 'script-run':
      return `on ${event.on}: ${event.verdict}, exit code ${event.exitCode}`
    case 'reflection':
    case 'warning':
      return event.text
    case 'resumed':
      return `gone on with after ${event.awayMs} ms`
    case 'journal-cut':
      return `${event.position}: ${event.reason}`
    default:
      return ''
  }
}
