import type { SolveWatch } from '../app/index.ts'
import { createTerminalView, jsonView, quietView, type EventView } from './event-views.ts'

/**
 * Watches one run: events to the screen, Ctrl-C to its signal. The first Ctrl-C (or TERM) stops it cleanly, a second
 * one kills. Returns what `work` returns; the run's exit code for a signal is 130 or 143.
 */
export async function watchRun<T>(
  options: { readonly json: boolean; readonly stopHint: string },
  work: (watch: SolveWatch) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const view: EventView = options.json
    ? jsonView
    : process.stderr.isTTY
      ? await createTerminalView(process.stderr)
      : quietView
  const stop = (signal: NodeJS.Signals): void => {
    const code = signal === 'SIGTERM' ? 143 : 130
    if (controller.signal.aborted) process.exit(code)
    process.exitCode = code
    view.note(`stopping; once more kills. ${options.stopHint}`)
    controller.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  try {
    return await work({ onEvent: view.onEvent, signal: controller.signal })
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
    view.close()
  }
}
