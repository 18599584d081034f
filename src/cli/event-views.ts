import type { RunEvent } from '../domain/index.ts'
import { emptyRunState, reduceRunState, renderEvent, renderProgress } from '../view/index.ts'

/** Where a run's events go on the screen. */
export interface EventView {
  readonly onEvent: (event: RunEvent) => void
  readonly note: (text: string) => void
  readonly close: () => void
}

/** One event a line on standard output, for programs. */
export const jsonView: EventView = {
  onEvent: (event) => console.log(JSON.stringify(event)),
  note: (text) => console.error(`capuchin: ${text}`),
  close: () => undefined,
}

/** For pipes: only what the reader must know, on standard error. */
export const quietView: EventView = {
  onEvent: (event) => {
    if (event.type === 'run-note' || event.type === 'run-start')
      for (const line of renderEvent(event)) console.error(line)
  },
  note: (text) => console.error(`capuchin: ${text}`),
  close: () => undefined,
}

/** Lasting lines above, one live line an attempt below; a single attempt's reply is shown as it streams. */
export async function createTerminalView(stream: NodeJS.WriteStream): Promise<EventView> {
  const { createLogUpdate } = await import('log-update')
  const live = createLogUpdate(stream)
  let state = emptyRunState
  let attempts = 1
  let streamed = ''
  const draw = (): void => {
    const size = { now: Date.now(), columns: stream.columns, rows: Math.max(3, stream.rows - 4) }
    const tail = attempts === 1 ? lastLines(streamed, Math.min(8, size.rows)) : []
    live(
      [...tail.map((line) => `  ${line}`.slice(0, size.columns)), ...renderProgress(state, size)].join('\n'),
    )
  }
  const print = (lines: readonly string[]): void => {
    if (lines.length === 0) return
    live.clear()
    stream.write(`${lines.join('\n')}\n`)
  }
  const timer = setInterval(draw, 250)
  return {
    onEvent: (event) => {
      state = reduceRunState(state, event)
      if (event.type === 'run-start') ({ attempts } = event)
      if (event.type === 'attempt' && event.event.type === 'model-text') streamed += event.event.text
      if (event.type === 'attempt' && event.event.type === 'model-reply') streamed = ''
      print(renderEvent(event))
      if (event.type !== 'attempt' || event.event.type !== 'model-text') draw()
    },
    note: (text) => print([`capuchin: ${text}`]),
    close: () => {
      clearInterval(timer)
      draw()
      live.done()
    },
  }
}

function lastLines(text: string, count: number): readonly string[] {
  return text === '' ? [] : text.split('\n').slice(-count)
}
