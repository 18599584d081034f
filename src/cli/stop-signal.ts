/**
 * A signal that the first Ctrl-C (or TERM) fires, so that work can stop cleanly; a second one ends the program. The
 * exit code for a signal is 130 or 143.
 */
export async function withStopSignal<T>(
  onStop: () => void,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const stop = (signal: NodeJS.Signals): void => {
    const code = signal === 'SIGTERM' ? 143 : 130
    if (controller.signal.aborted) process.exit(code)
    process.exitCode = code
    onStop()
    controller.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  try {
    return await work(controller.signal)
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
}
