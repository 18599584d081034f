import type { SolveWatch } from '../app/index.ts'
import { createTerminalView, jsonView, quietView, type EventView } from './event-views.ts'
import { withStopSignal } from './stop-signal.ts'

/** Watches one run: events to the screen, Ctrl-C to its signal. Returns what `work` returns. */
export async function watchRun<T>(
  options: { readonly json: boolean; readonly stopHint: string },
  work: (watch: SolveWatch) => Promise<T>,
): Promise<T> {
  const view: EventView = options.json
    ? jsonView
    : process.stderr.isTTY
      ? await createTerminalView(process.stderr)
      : quietView
  try {
    return await withStopSignal(
      () => view.note(`stopping; once more kills. ${options.stopHint}`),
      (signal) => work({ onEvent: view.onEvent, signal }),
    )
  } finally {
    view.close()
  }
}
