import type { AttemptEvent, Candidate, RunEvent } from '../../domain/index.ts'
import { renderEvent } from '../event-lines.ts'
import { lintLine, rewrittenLine } from '../lint-lines.ts'
import { renderDuration, renderUsage } from '../progress-lines.ts'
import type { AttemptState } from '../run-state.ts'
import { diffBlock } from './diff-block.ts'
import { clip, html, type Html } from './html.ts'
import { testTable } from './test-table.ts'

export interface ShownAttempt {
  readonly state: AttemptState
  /** Of this attempt alone. */
  readonly events: readonly Extract<RunEvent, { type: 'attempt' }>[]
  readonly candidates: readonly Candidate[]
  readonly chosen: Candidate | null
  /** Sentences on linters that could not look at its patch when it had ended. */
  readonly brokenLinters: readonly string[]
}

const most = { reply: 20_000, lines: 1_000, replies: 200 }

/** What an attempt did, folded away: its patches with tests, what linters said, its course, and its conversation. */
export function attemptSection({ state, events, candidates, chosen, brokenLinters }: ShownAttempt): Html {
  const { index, strategy, model, ended, usage, startedAt, endedAt, awayMs } = state
  const lint = [...new Set([...lintLines(events.map(({ event }) => event)), ...brokenLinters])]
  const lines = events.flatMap(renderEvent)
  const replies = events.flatMap(({ event }) => (event.type === 'model-reply' ? [event] : []))
  const mine = chosen !== null && candidates.includes(chosen)
  return html`<details id="attempt-${index}">
    <summary>
      Attempt ${index} ${mine ? html`<span class="badge good">chosen</span>` : null}
      <span class="soft">${[strategy, model, ended ?? 'did not end'].filter(Boolean).join(', ')}</span>
    </summary>
    <ul class="facts">
      ${endedAt === null ? null : html`<li>took <b>${renderDuration(endedAt - startedAt - awayMs)}</b></li>`}${renderUsage(usage) === '' ? null : html`<li>${renderUsage(usage)}</li>`}
    </ul>
    ${candidates.map(
      (candidate) =>
        html`<h3>${candidate === chosen ? 'Chosen patch' : 'Patch'}: ${candidate.summary}</h3>
          ${testTable(candidate.evidence)}${diffBlock(candidate.patch)}`,
    )}
    ${
      lint.length === 0
        ? null
        : html`<h3>Linters</h3>
            <ul>
              ${lint.map((line) => html`<li>${line}</li>`)}
            </ul>`
    }
    ${
      lines.length === 0
        ? null
        : html`<details>
            <summary>Course (${lines.length} lines)</summary>
            <pre class="text">${clipLines(lines)}</pre>
          </details>`
    }
    ${
      replies.length === 0
        ? null
        : html`<details>
            <summary>Replies (${replies.length})</summary>
            ${replies.slice(0, most.replies).map(
              ({ text, model: by, usage: used, finishReason }, at) =>
                html`<h3>
                    ${at + 1}
                    <span class="soft"
                      >${by},
                      ${renderUsage(used)}${finishReason === 'stop' ? '' : `, ended by ${finishReason}`}</span
                    >
                  </h3>
                  <pre class="text">${clip(text, most.reply)}</pre>`,
            )}
          </details>`
    }
  </details>`
}

/** The last word of linters on each file: what an earlier reply brought in may be gone. */
function lintLines(events: readonly AttemptEvent[]): readonly string[] {
  const runs = events.flatMap((event) => (event.type === 'lint' ? [event] : []))
  const last = runs.at(-1)
  if (!last) return []
  const { problems, ran, rewritten, broken } = last
  return [
    `${ran.join(', ')}: ${problems.length === 0 ? 'nothing that the edits brought in' : `${problems.length} brought in`}${runs.length > 1 ? `, after ${runs.length} looks` : ''}`,
    ...problems.map(lintLine),
    ...rewritten.map(rewrittenLine),
    ...broken,
  ]
}

function clipLines(lines: readonly string[]): string {
  if (lines.length <= most.lines) return lines.join('\n')
  const half = most.lines / 2
  return [...lines.slice(0, half), `… ${lines.length - most.lines} lines …`, ...lines.slice(-half)].join('\n')
}
