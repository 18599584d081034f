import type { RunEvent } from '../../domain/index.ts'
import { groupBy } from '../../std/index.ts'
import { renderCost, renderDuration, renderUsage } from '../progress-lines.ts'
import type { ResultView } from '../result-text.ts'
import { emptyRunState, reduceRunState } from '../run-state.ts'
import { renderSelection } from '../selection-text.ts'
import { attemptSection } from './attempt-section.ts'
import { diffBlock } from './diff-block.ts'
import { clip, html, type Html } from './html.ts'
import { pageStyle } from './page-style.ts'
import { testTable } from './test-table.ts'
import { timeline } from './timeline.ts'

export interface RunPage {
  readonly runId: string
  readonly title: string
  readonly status: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** Text of the issue; null where the run keeps none. */
  readonly issue: string | null
  readonly events: readonly RunEvent[]
  /** Null for a run that has not ended. */
  readonly result: ResultView | null
}

const mostOfIssue = 100_000

/** A run as one HTML page that needs nothing else: no server, no network, no script. What it shows is text and never markup. */
export function renderRunPage(page: RunPage): string {
  const { runId, title, status, createdAt, issue, events, result } = page
  const body = html`<header>
      <p class="soft">Run ${runId}</p>
      <h1>${title}</h1>
      <ul class="facts">
        <li>
          <span
            class="badge ${status === 'done' ? 'good' : status === 'failed' || status === 'infra' ? 'bad' : 'note'}"
            >${status === 'done' ? 'plausible patch' : status}</span
          >
        </li>
        <li>${new Date(createdAt).toISOString().slice(0, 16).replace('T', ' ')} UTC</li>
        ${
          result === null
            ? null
            : html`<li>took <b>${renderDuration(result.durationMs)}</b></li>
                <li><b>${renderCost(result.usage.costUsd)}</b></li>`
        }
      </ul>
      ${result === null ? html`<p>The run has not ended: what follows is as far as it got.</p>` : html`<p>${result.reason}</p>`}
    </header>
    ${
      issue === null || issue.trim() === ''
        ? null
        : html`<h2>Issue</h2>
            <pre class="text">${clip(issue.trim(), mostOfIssue)}</pre>`
    }
    ${result === null ? null : resultSection(result)} ${attemptSections(page)} ${choiceSection(result)}
    ${result === null ? null : costSection(result)} ${section('Timeline', timeline(events))}
    <footer>Written by capuchin. Nothing on this page was fetched, and nothing on it runs.</footer>`
  return `${head(title).html}<body>\n${body.html}\n</body>\n</html>\n`
}

function head(title: string): Html {
  const style: Html = { html: pageStyle }
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>
          ${style}
        </style>
      </head>
    </html> `
}

function section(title: string, content: Html | null): Html | null {
  return content === null
    ? null
    : html`<h2>${title}</h2>
        ${content}`
}

function resultSection({ candidates, chosen, evidence, caveats }: ResultView): Html | null {
  const patch = chosen === null ? candidates[0] : candidates[chosen]
  const seen = evidence ?? patch?.evidence ?? null
  if (!patch) return null
  return html`<h2>${chosen === null ? 'Best patch found (it does not hold)' : 'Patch'}</h2>
    <p>
      ${patch.summary} <a class="soft" href="#attempt-${patch.attemptIndex}">attempt ${patch.attemptIndex}</a>
    </p>
    ${diffBlock(patch.patch)}
    ${
      seen === null
        ? null
        : html`<h2>Tests</h2>
            ${testTable(seen)}`
    }
    ${
      caveats.length === 0
        ? null
        : html`<h3>What this does not prove</h3>
            <ul>
              ${caveats.map((caveat) => html`<li>${caveat}</li>`)}
            </ul>`
    }`
}

function attemptSections({ events, result }: RunPage): Html | null {
  const { attempts } = events.reduce(reduceRunState, emptyRunState)
  const own = groupBy(
    events.flatMap((event) => (event.type === 'attempt' ? [event] : [])),
    ({ attemptIndex }) => attemptIndex,
  )
  const candidates = result?.candidates ?? []
  const chosen =
    result?.chosen === undefined || result.chosen === null ? null : (candidates[result.chosen] ?? null)
  if (attempts.size === 0) return null
  return html`<h2>Attempts</h2>
    ${[...attempts.values()]
      .toSorted((a, b) => a.index - b.index)
      .map((state) =>
        attemptSection({
          state,
          events: own.get(state.index) ?? [],
          candidates: candidates.filter(({ attemptIndex }) => attemptIndex === state.index),
          chosen,
          brokenLinters:
            result?.plausible?.attempts.find(({ attemptIndex }) => attemptIndex === state.index)
              ?.brokenLinters ?? [],
        }),
      )}`
}

function choiceSection(result: ResultView | null): Html | null {
  const report = result?.selection ?? null
  if (report === null) return null
  return html`<h2>Choice</h2>
    <p>${report.selection.reason}</p>
    <details>
      <summary>What it rests on</summary>
      <pre class="text">${renderSelection(report)}</pre>
    </details>`
}

function costSection({ spending, usage }: ResultView): Html {
  const rows = spending.map(
    ({ stage, calls, usage: own }) =>
      html`<tr>
        <td>${stage}</td>
        <td class="number">${calls}</td>
        <td class="number">${own.inputTokens}</td>
        <td class="number">${own.cacheReadTokens}</td>
        <td class="number">${own.outputTokens}</td>
        <td class="number">${renderCost(own.costUsd)}</td>
      </tr>`,
  )
  return html`<h2>Cost</h2>
    ${
      rows.length === 0
        ? html`<p>${renderUsage(usage) || 'No model was asked, $0.00.'}</p>`
        : html`<div class="scroll">
            <table>
              <thead>
                <tr>
                  <th>Spent on</th>
                  <th class="number">Calls</th>
                  <th class="number">Input tokens</th>
                  <th class="number">of them cached</th>
                  <th class="number">Output tokens</th>
                  <th class="number">US dollars</th>
                </tr>
              </thead>
              <tbody>
                ${rows}
                <tr>
                  <td>in all</td>
                  <td></td>
                  <td class="number">${usage.inputTokens}</td>
                  <td class="number">${usage.cacheReadTokens}</td>
                  <td class="number">${usage.outputTokens}</td>
                  <td class="number">${renderCost(usage.costUsd)}</td>
                </tr>
              </tbody>
            </table>
          </div>`
    }`
}
