import type { Evidence } from '../../domain/index.ts'
import { html, type Html } from './html.ts'

const mostRows = 300

/** What tests said before and after a patch; those that pass on both sides are counted. */
export function testTable({ reason, tests, failCommand, plausible }: Evidence): Html {
  const rows = [
    ...(failCommand
      ? [
          row('the failing command', {
            before: `exit ${failCommand.before}`,
            after: `exit ${failCommand.after}`,
            good: failCommand.after === 0,
          }),
        ]
      : []),
    ...(tests?.broken ?? []).map((name) => row(name, { before: 'not failed', after: 'failed', good: false })),
    ...(tests?.fixed ?? []).map((name) => row(name, { before: 'failed', after: 'passed', good: true })),
    ...(tests?.stillFailing ?? []).map((name) =>
      row(name, { before: 'failed', after: 'failed', good: null }),
    ),
  ]
  return html`<p>
      <span class="badge ${plausible ? 'good' : 'bad'}">${plausible ? 'plausible' : 'not plausible'}</span>
      ${reason}
    </p>
    ${
      rows.length === 0
        ? null
        : html`<div class="scroll">
            <table>
              <thead>
                <tr>
                  <th>Test</th>
                  <th>Before</th>
                  <th>After</th>
                </tr>
              </thead>
              <tbody>
                ${rows.slice(0, mostRows)}
              </tbody>
            </table>
          </div>`
    }
    ${rows.length > mostRows ? html`<p class="soft">and ${rows.length - mostRows} more</p>` : null}
    ${tests === null ? null : html`<p class="soft">${passing(tests.stillPassing.length)}</p>`}`
}

function passing(count: number): string {
  return count === 1
    ? '1 other test passed before and passes now.'
    : `${count} other tests passed before and pass now.`
}

interface Ends {
  readonly before: string
  readonly after: string
  /** Null where nothing changed. */
  readonly good: boolean | null
}

function row(name: string, { before, after, good }: Ends): Html {
  const tone = good === null ? 'soft' : good ? 'good' : 'bad'
  return html`<tr>
    <td class="code">${name}</td>
    <td>${before}</td>
    <td class="${tone}">${after}</td>
  </tr>`
}
