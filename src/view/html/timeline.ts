import type { RunEvent } from '../../domain/index.ts'
import { groupBy } from '../../std/index.ts'
import { renderDuration } from '../progress-lines.ts'
import { html, type Html } from './html.ts'
import { workingTime } from './working-time.ts'

interface Lane {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly marks: readonly {
    readonly at: number
    readonly kind: '' | 'test' | 'failed'
    readonly what: string
  }[]
}

const mostMarks = 400

/** A lane for each attempt, with a line for each reply and each run of tests; empty where nothing was attempted. */
export function timeline(events: readonly RunEvent[]): Html | null {
  const lanes = lanesOf(events)
  if (lanes.length === 0) return null
  const start = Math.min(...lanes.map(({ from }) => from))
  const whole = Math.max(1, Math.max(...lanes.map(({ to }) => to)) - start)
  const share = (ms: number): string => ((100 * ms) / whole).toFixed(2)
  return html`${lanes.map(
      ({ name, from, to, marks }) =>
        html`<div class="lane">
          <span>${name}</span>
          <div class="track" role="img" aria-label="${name}: ${renderDuration(to - from)}">
            <i style="left:${share(from - start)}%;width:${share(to - from)}%"></i>${marks
              .slice(0, mostMarks)
              .map(
                ({ at, kind, what }) =>
                  html`<b class="${kind}" style="left:${share(at - start)}%" title="${what}"></b>`,
              )}
          </div>
        </div>`,
    )}
    <p class="soft">
      ${renderDuration(whole)} in all. Lines are replies of models (dark) and runs of tests (green: nothing
      failed, red).
    </p>`
}

function lanesOf(events: readonly RunEvent[]): readonly Lane[] {
  const timeOf = workingTime(events)
  const attempted = events.flatMap((event) =>
    event.type === 'attempt' ? [{ ...event, at: timeOf(event.at) }] : [],
  )
  return [...groupBy(attempted, ({ attemptIndex }) => attemptIndex)]
    .toSorted(([a], [b]) => a - b)
    .map(([index, own]) => ({
      name: `Attempt ${index}`,
      from: own[0]?.at ?? 0,
      to: own.at(-1)?.at ?? 0,
      marks: own.flatMap(({ at, event }): Lane['marks'] => {
        if (event.type === 'model-reply') return [{ at, kind: '', what: `reply of ${event.model}` }]
        if (event.type !== 'test-result') return []
        const what = `${event.passed} passed, ${event.failed} failed`
        return [{ at, kind: event.failed === 0 ? 'test' : 'failed', what }]
      }),
    }))
}
