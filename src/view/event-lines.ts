import type { AttemptEvent, RunEvent } from '../domain/index.ts'
import { renderToolCall } from './tool-call-line.ts'
import { renderDuration } from './progress-lines.ts'
import { lintLine, rewrittenLine } from './lint-lines.ts'

/** What of an event stays on the screen, as lines of text; nothing for those that only move the live lines. */
export function renderEvent(event: RunEvent): readonly string[] {
  switch (event.type) {
    case 'run-start':
      return [`run ${event.runId}: ${event.title}`]
    case 'run-note':
      return [`note: ${event.text}`]
    case 'baseline':
      return event.command === null
        ? ['no test suite: only the failing command can speak']
        : [
            `before: ${event.passed} passed, ${event.failed} failed${event.flaky > 0 ? `, ${event.flaky} flaky` : ''} (${event.command})`,
          ]
    case 'attempt':
      return renderAttemptEvent(event.event).map((line) => `[${event.attemptIndex}] ${line}`)
    case 'run-end':
      return []
  }
}

function renderAttemptEvent(event: AttemptEvent): readonly string[] {
  switch (event.type) {
    case 'transition':
      return [`${event.from} → ${event.to}: ${event.reason}`]
    case 'files-added':
      return [`reads ${event.paths.join(', ')} (${event.reason})`]
    case 'edit-applied': {
      const place = event.line === null ? event.path : `${event.path}:${event.line}`
      return [`edited ${place} (${event.how})${event.note === undefined ? '' : `: ${event.note}`}`]
    }
    case 'edit-rejected':
      return [`edit refused${event.path === null ? '' : ` in ${event.path}`}: ${event.reason}`]
    case 'command-suggested':
      return event.ran ? [] : [`suggested, not run: ${event.command}`]
    case 'lint':
      return [
        ...event.problems.map((problem) => `${problem.linter}: ${lintLine(problem)}`),
        ...event.rewritten.map((file) => `${rewrittenLine(file)}; left as edited`),
        ...event.broken.map((text) => `warning: ${text}`),
      ]
    case 'test-result':
      return [`${event.what}: ${event.passed} passed, ${event.failed} failed`]
    case 'tool-call':
      return [renderToolCall(event)]
    case 'condensed':
      return [
        `the conversation is shown without the answers of ${event.shortened} turns${event.left > 0 ? `, ${event.left} of them not at all` : ''}`,
      ]
    case 'harvest':
      return event.dropped.map(({ path, reason }) => `left out of the patch: ${path} (${reason})`)
    case 'script-run':
      return [`script on ${event.on}: ${event.verdict} (exit code ${event.exitCode})`]
    case 'reflection':
      return [`goes back to the model: ${event.cause}`]
    case 'resumed':
      return [`goes on; nothing was done for ${renderDuration(event.awayMs)}`]
    case 'journal-cut':
      return [`journal cut at ${event.position}: ${event.reason}`]
    case 'warning':
      return [`warning: ${event.text}`]
    case 'attempt-end':
      return [`ended: ${event.outcome.kind}${'reason' in event.outcome ? ` (${event.outcome.reason})` : ''}`]
    default:
      return []
  }
}
